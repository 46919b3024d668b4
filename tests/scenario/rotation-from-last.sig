# Name:  The search for a thread begins with the one that was chosen last
# Spec:  observed on 6.18 (complete_signal)
# Rule:  31
A handle USR1
A block USR1
A thread B
A thread C
C unblock USR1
A kill self USR1
= C handler USR1 code=SI_USER from=A
B unblock USR1
A kill self USR1
= C handler USR1 code=SI_USER from=A
