# Name:  PTRACE_INTERRUPT and PTRACE_LISTEN: event stops, group-stop and its end
# Spec:  ptrace(2), PTRACE_LISTEN
# Rule:  28
# Ports: linux sim
A fork B
A ptrace SEIZE B
A ptrace INTERRUPT B
= B trap
A wait B = B stopped TRAP event 128
A ptrace CONT B
= B runs on
A kill B STOP
= B trap
A wait B = B stopped STOP
A ptrace CONT B sig=STOP
A wait B = B stopped STOP event 128
A ptrace LISTEN B
A kill B CONT
A wait B = B stopped TRAP event 128
