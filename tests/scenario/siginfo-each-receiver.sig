# Name:  Each member of a group gets a siginfo of its own
# Spec:  gvisor #38; kill(2)
# Rule:  38 16
A fork B
A fork C
B handle USR1
C handle USR1
A setpgid B
A setpgid C group=B
A kill group:B USR1
= B handler USR1 code=SI_USER from=A
= C handler USR1 code=SI_USER from=A
