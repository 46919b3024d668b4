# Name:  exec sets the exit signal to SIGCHLD
# Spec:  execve(2); clone(2)
# Rule:  25
A fork B signal=USR1
A handle USR1
A handle CHLD
B exec
B exit_group 3 ...
= A handler CHLD code=EXITED child=B status=3
= B exited 3
A wait B = B exited 3
