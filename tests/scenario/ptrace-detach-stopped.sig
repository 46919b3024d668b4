# Name:  Who is detached in a group-stop, or while its group is stopped, stops
# Spec:  ptrace(2), PTRACE_DETACH
# Rule:  28
# Ports: linux sim
A fork B
A ptrace SEIZE B
A kill B STOP
= B trap
A wait B = B stopped STOP
A ptrace CONT B sig=STOP
A wait B = B stopped STOP event 128
A ptrace CONT B
= B runs on
B nothing
A ptrace DETACH B = ESRCH
A ptrace INTERRUPT B
= B trap
A wait B = B stopped STOP event 128
A ptrace DETACH B
= B stops
A wait B options=UNTRACED|NOHANG = B stopped STOP
A kill B CONT
= B runs on
