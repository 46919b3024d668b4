# Name:  PTRACE_O_TRACEVFORK and VFORKDONE: a stop when the child is made, and one when it has left the memory
# Spec:  ptrace(2), PTRACE_O_TRACEVFORKDONE
# Rule:  28
# Ports: linux sim
A fork B
A ptrace SEIZE B options=VFORK|VFORKDONE
B vfork C ...
= B trap
= C trap
A wait B = B stopped TRAP event 2
A ptrace GETEVENTMSG B = C
A wait C = C stopped TRAP event 128
A ptrace CONT B
= B runs on
A ptrace CONT C
= C runs on
C exit_group 0 ...
= B trap
= C exited 0
A wait C = C exited 0
A wait B = B stopped TRAP event 5
A ptrace GETEVENTMSG B = C
A ptrace CONT B
