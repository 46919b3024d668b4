# Name:  A signal for the process runs one handler, in one thread, however many wait
# Spec:  wasmer #6984; signal(7)
# Rule:  29 31
A thread B
A thread C
A handle USR1
A fork D
B pause ...
C pause ...
D kill A USR1
= A handler USR1 code=SI_USER from=D
