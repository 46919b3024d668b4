# Name:  SIGCONT resumes a stopped process even if it is blocked; it stays pending
# Spec:  signal(7)
# Rule:  6
A fork B
B handle CONT
B block CONT
A kill B STOP
> B generate STOP shared by=A
> B deliver STOP stop
> B stop STOP
> A generate CHLD shared by=B ignored
= B stops
A kill B CONT
> B continue CONT
> B generate CONT shared by=A blocked
> B target CONT none
> A generate CHLD shared by=B ignored
= B runs on
B sigpending = {CONT}
B unblock CONT
> B deliver CONT handler
> B return CONT
= B handler CONT code=SI_USER from=A
