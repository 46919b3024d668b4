# Name:  sigpending() is what is pending for the thread or the process, and blocked
# Spec:  sigpending(2)
# Rule:  15
A block {USR1 USR2 HUP}
A thread B
A tkill B USR1
> B generate USR1 private by=A blocked
> A target USR1 none
A kill self USR2
> A generate USR2 shared by=A blocked
> A target USR2 none
B setmask {USR1 USR2 HUP INT}
B sigpending = {USR1 USR2}
A sigpending = {USR2}
B tkill A HUP
> A generate HUP private by=B blocked
> A target HUP none
A sigpending = {HUP USR2}
B sigpending = {USR1 USR2}
