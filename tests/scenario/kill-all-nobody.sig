# Name:  kill(-1) with nobody to signal is ESRCH
# Spec:  kill(2)
# Rule:  16
# Needs: root
A fork B flags=NEWPID
B kill -1 TERM = ESRCH
B fork C
C kill -1 TERM = ESRCH
B kill -1 TERM
= C killed TERM
