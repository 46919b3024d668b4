# Name:  A thread that blocks a shared signal is never chosen, even if it is the only one that waits
# Spec:  DynamoRIO #2311; signal(7)
# Rule:  31
A thread B
A thread C
A block USR1
B block USR1
A handle USR1
A fork D
A pause ...
B pause ...
C yield
D kill A USR1
= C handler USR1 code=SI_USER from=D
