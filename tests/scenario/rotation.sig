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
= B handler USR1 code=SI_USER from=D
D kill A USR1
= C handler USR1 code=SI_USER from=D
D kill A USR2
= A handler USR2 code=SI_USER from=D
