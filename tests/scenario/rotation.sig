# Name:  Shared signals go round among the threads that want them, the main thread always first
# Spec:  observed on 6.18 (complete_signal)
# Rule:  31
A handle USR1 do { pause }
A handle USR2
A thread B
A thread C
A fork D
A block USR1
D kill A USR1
> A generate USR1 shared by=D
> B target USR1 rotation
> B deliver USR1 handler
= B handler USR1 code=SI_USER from=D
D kill A USR1
> A generate USR1 shared by=D
> C target USR1 rotation
> C deliver USR1 handler
= C handler USR1 code=SI_USER from=D
D kill A USR2
> A generate USR2 shared by=D
> A target USR2 main
> A deliver USR2 handler
> A return USR2
= A handler USR2 code=SI_USER from=D
