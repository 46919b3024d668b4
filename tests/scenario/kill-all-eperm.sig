# Name:  kill(-1) hides EPERM: it is 0 even if none of the others may be signalled
# Spec:  kill(2)
# Rule:  16
# Needs: root
A fork B flags=NEWPID
B fork C
B fork D
D setresuid 1000 1000 1000
D kill -1 TERM
