# Name:  A shared signal goes to the main thread if it wants it, else to one that does
# Spec:  signal(7)
# Rule:  31
A handle USR1
A thread B
A thread C
C pause ...
B pause ...
A kill self USR1
> A generate USR1 shared by=A
> A target USR1 main
> A deliver USR1 handler
> A return USR1
= A handler USR1 code=SI_USER from=A
A block USR1
A kill self USR1
> A generate USR1 shared by=A
> B target USR1 rotation
> B deliver USR1 handler EINTR
> B return USR1
= B handler USR1 code=SI_USER from=A
= B pause EINTR
A kill self USR1
> A generate USR1 shared by=A
> B target USR1 rotation
> B deliver USR1 handler
> B return USR1
= B handler USR1 code=SI_USER from=A
