# Name:  kill(-1) goes to all but the caller and init; one that may not be signalled is passed over
# Spec:  kill(2)
# Rule:  16
# Needs: root
A fork B flags=NEWPID
B handle USR1
B fork C
B fork D
B fork E
C handle USR1
D handle USR1
E handle USR1
C kill -1 USR1
= D handler USR1 code=SI_USER from=C
= E handler USR1 code=SI_USER from=C
D setresuid 1000 1000 1000
E setresuid 1000 1000 1000
D kill -1 USR1
= E handler USR1 code=SI_USER from=D uid=1000
E setresuid 1000 1000 1000
C kill -1 0
