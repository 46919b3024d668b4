# Name:  PTRACE_LISTEN is for event stops of a seized tracee, PTRACE_INTERRUPT for a seized one
# Spec:  ptrace(2), PTRACE_LISTEN
# Rule:  28
# Ports: linux sim
A fork B
A ptrace SEIZE B
A ptrace LISTEN B = ESRCH
A kill B USR1
= B trap
A wait B = B stopped USR1
A ptrace LISTEN B = EIO
A ptrace CONT B
= B runs on
A ptrace DETACH B = ESRCH
A ptrace INTERRUPT B
= B trap
A wait B = B stopped TRAP event 128
A ptrace LISTEN B
A ptrace CONT B = ESRCH
A ptrace GETSIGINFO B = ESRCH
A ptrace INTERRUPT B
A wait B options=NOHANG = B stopped TRAP event 128
A fork C
A ptrace ATTACH C
= C trap
A ptrace INTERRUPT C = EIO
A wait C = C stopped STOP
A ptrace LISTEN C = EIO
A ptrace INTERRUPT C = EIO
