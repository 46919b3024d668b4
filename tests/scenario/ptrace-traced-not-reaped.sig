# Name:  A tracer that ignores SIGCHLD waits for its tracees all the same
# Spec:  ptrace(2); wait(2)
# Rule:  28 26
# Ports: linux sim
A ignore CHLD
A fork B
A ptrace SEIZE B
B exit_group 3 ...
= B exited 3
A wait B = B exited 3
A fork C
A fork D
D ignore CHLD
D ptrace SEIZE C
C exit_group 4 ...
= C exited 4
D wait C = C exited 4
A wait C = ECHILD
