# Name:  exec sets caught signals to default; ignored ones, the mask and what is pending stay
# Spec:  execve(2); signal(7)
# Rule:  25
A handle USR1
A ignore USR2
A ignore CHLD
A block {HUP INT}
A kill self HUP
> A generate HUP shared by=A blocked
> A target HUP none
A tkill self INT
> A generate INT private by=A blocked
> A target INT none
A exec
A action USR1 = default
A action USR2 = ignore
A action CHLD = ignore
A mask = {HUP INT}
A sigpending = {HUP INT}
