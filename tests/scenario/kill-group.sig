# Name:  kill of a process group reaches all members; EPERM for some does not count if one was reached
# Spec:  kill(2)
# Rule:  16
# Needs: root
A fork B
A fork C
B setpgid
A setpgid C group=B
B handle USR1
C handle USR1
A kill group:B USR1
= B handler USR1 code=SI_USER from=A
= C handler USR1 code=SI_USER from=A
B kill 0 USR1
= B handler USR1 code=SI_USER from=B
= C handler USR1 code=SI_USER from=B
C setresuid 1000 1000 1000
C kill group:B USR1
= C handler USR1 code=SI_USER from=C uid=1000
B exit_group ...
= B exited 0
A wait B = B exited 0
C kill 0 USR1
= C handler USR1 code=SI_USER from=C uid=1000
A fork D
D setresuid 1001 1001 1001
D kill group:C USR1 = EPERM
