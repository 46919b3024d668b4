# Name:  PTRACE_O_TRACEFORK: the parent stops, its message is the child, which is seized as well and stops first of all
# Spec:  ptrace(2), PTRACE_O_TRACEFORK
# Rule:  28
# Ports: linux sim
A fork B
A ptrace SEIZE B options=FORK
B fork C ...
= B trap
= C trap
A wait B = B stopped TRAP event 1
A ptrace GETEVENTMSG B = C
A wait C = C stopped TRAP event 128
A ptrace CONT B
= B fork
= B runs on
A ptrace CONT C
= C runs on
C nothing
C exit_group 3 ...
= C exited 3
A wait C = C exited 3
= B trap
A wait B = B stopped CHLD
