# Name:  fork: mask and dispositions are inherited, what is pending is not
# Spec:  fork(2)
# Rule:  25
A handle USR1
A ignore USR2
A block {HUP RT1}
A kill self HUP
> A generate HUP shared by=A blocked
> A target HUP none
A tkill self RT1
> A generate RT1 private by=A blocked
> A target RT1 none
A fork B
B action USR1 = handler flags=SIGINFO
B action USR2 = ignore
B mask = {HUP RT1}
B sigpending = {}
A thread C
C mask = {HUP RT1}
C sigpending = {HUP}
