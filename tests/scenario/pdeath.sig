# Name:  PR_SET_PDEATHSIG: a signal when the parent ends, from the parent; fork does not inherit it
# Spec:  prctl(2)
# Rule:  39
A subreaper
A fork B
B fork C
C handle USR1
C pdeathsig USR1
C pdeathsig = USR1
C fork D
D pdeathsig = 0
B exit_group ...
= B exited 0
= C handler USR1 code=SI_USER from=B
C getppid = A
