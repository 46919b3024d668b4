# Name:  A leader that has ended before its group can be signalled: tkill gives 0, kill reaches the group
# Spec:  tkill(2); observed on 6.18
# Rule:  17
A fork B
B thread C
C handle USR1
B exit ...
= B gone
A tkill B USR1
A tgkill B B USR1
A kill B USR1
= C handler USR1 code=SI_USER from=A
A tkill B 0
C exit ...
= B exited 0
= C gone
A wait B = B exited 0
A tkill B 0 = ESRCH
