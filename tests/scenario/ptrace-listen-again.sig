# Name:  A tracee that LISTENs is not told of, and stops anew when it is stopped, continued or interrupted
# Spec:  ptrace(2), PTRACE_LISTEN
# Rule:  28
# Ports: linux sim
A fork B
A ptrace SEIZE B
A kill B STOP
= B trap
A wait B = B stopped STOP
A ptrace CONT B sig=STOP
A wait B = B stopped STOP event 128
A ptrace LISTEN B
A wait B options=NOHANG = nothing
A kill B USR1
A wait B options=NOHANG = nothing
A ptrace INTERRUPT B
A wait B = B stopped STOP event 128
A ptrace LISTEN B
A kill B CONT
A wait B = B stopped TRAP event 128
A ptrace GETSIGINFO B = TRAP code=32773
A ptrace CONT B
A wait B = B stopped USR1
A ptrace CONT B
