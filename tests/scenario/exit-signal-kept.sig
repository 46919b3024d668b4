# Name:  The exit signal that clone was given has the siginfo of a SIGCHLD
# Spec:  unikraft #1735; clone(2)
# Rule:  25 26
A fork B signal=USR1
A handle USR1
A handle CHLD
B exit_group 4 ...
= A handler USR1 code=EXITED child=B status=4
= B exited 4
A wait B options=WALL = B exited 4
