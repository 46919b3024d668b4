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
> B generate USR1 shared by=A
> C target USR1 rotation
> C deliver USR1 handler
> C return USR1
= C handler USR1 code=SI_USER from=A
A tkill B 0
C exit ...
> B exit status=0
> A generate CHLD shared by=B ignored
= B exited 0
= C gone
A wait B = B exited 0
> A wait B
A tkill B 0 = ESRCH
