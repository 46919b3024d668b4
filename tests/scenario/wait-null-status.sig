# Name:  wait4 and waitid take null pointers: the child is reaped
# Spec:  wait(2); waitid(2)
# Rule:  26
A fork B
B exit_group 1 ...
= B exited 1
A wait B status=null = B
A fork C
C exit_group 1 ...
= C exited 1
A waitid PID child=C options=EXITED info=null
A wait = ECHILD
