# Name:  pause and sigsuspend go on after a stop and a SIGCONT that is not caught
# Spec:  signal(7)
# Rule:  19
A fork B
B handle USR1
B thread C
B pause ...
C sigsuspend {} ...
A kill B STOP
= B stops
= C stops
A kill B CONT
= B runs on
= C runs on
A tkill C USR1
= C handler USR1 code=SI_TKILL from=A
= C sigsuspend EINTR
A tkill B USR1
= B handler USR1 code=SI_TKILL from=A
= B pause EINTR
