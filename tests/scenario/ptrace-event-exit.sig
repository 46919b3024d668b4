# Name:  PTRACE_O_TRACEEXIT: a stop before the death, whose message is its status
# Spec:  ptrace(2), PTRACE_O_TRACEEXIT
# Rule:  28
# Ports: linux sim
A fork B
A ptrace SEIZE B options=EXIT
B exit_group 3 ...
= B trap
A wait B = B stopped TRAP event 6
A ptrace GETEVENTMSG B = exited 3
A ptrace CONT B
= B exited 3
A wait B = B exited 3
