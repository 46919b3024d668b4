# Name:  With SIGCHLD ignored wait blocks until the last child has ended, and is ECHILD
# Spec:  POSIX.1-2017 wait; wait(2)
# Rule:  26
A ignore CHLD
A fork B
A fork C
A wait ...
B exit_group 1 ...
= B gone
C exit_group 2 ...
= A wait ECHILD
= C gone
