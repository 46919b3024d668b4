# Name:  A thread executes a program after its main thread has ended: it is the process then
# Spec:  execve(2)
# Rule:  25
A fork B
B thread C
B exit 3 ...
= B gone
A kill B 0
C exec
C handle USR1
A tkill C USR1
> C generate USR1 private by=A
> C deliver USR1 handler
> C return USR1
= C handler USR1 code=SI_TKILL from=A
C kill self USR1
> C generate USR1 shared by=C
> C deliver USR1 handler
> C return USR1
= C handler USR1 code=SI_USER from=C
C exit 4 ...
> C exit status=4
> A generate CHLD shared by=C ignored
= C exited 4
A wait C = C exited 4
> A wait C
