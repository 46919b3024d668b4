# Name:  A thread that blocks or exits hands pending shared signals to another one
# Spec:  signal(7)
# Rule:  30
A block USR1
A thread B
A handle USR1
A kill self USR1
> A generate USR1 shared by=A blocked
> A target USR1 none
B unblock USR1
> B deliver USR1 handler
> B return USR1
= B handler USR1 code=SI_USER from=A
