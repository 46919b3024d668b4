# Name:  CLONE_PARENT: the child's parent is the caller's, who gets its SIGCHLD
# Spec:  clone(2), CLONE_PARENT
# Rule:  25 26
A handle CHLD
A fork B
B fork C flags=PARENT
C getppid = A
C exit_group 8 ...
= A handler CHLD code=EXITED child=C status=8
= C exited 8
B wait options=NOHANG = ECHILD
A wait C = C exited 8
