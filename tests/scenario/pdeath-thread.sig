# Name:  The parent death signal comes when the thread that forked ends
# Spec:  prctl(2), PR_SET_PDEATHSIG
# Rule:  39
A thread B
B fork C
C handle USR1
C pdeathsig USR1
B exit ...
= B gone
= C handler USR1 code=SI_USER from=A
