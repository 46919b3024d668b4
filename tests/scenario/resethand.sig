# Name:  SA_RESETHAND resets the disposition before the handler runs
# Spec:  sigaction(2)
# Rule:  33
A fork B
B handle USR1 flags=RESETHAND do { action USR1 }
A kill B USR1
> B generate USR1 shared by=A
> B deliver USR1 handler
> B return USR1
= B handler USR1 code=SI_USER from=A
= B action default flags=SIGINFO|RESETHAND
B action USR1 = default flags=SIGINFO|RESETHAND
A kill B USR1
> B generate USR1 shared by=A
> B target USR1 fatal
> B deliver USR1 terminate
> B exit USR1 killed
> A generate CHLD shared by=B ignored
= B killed USR1
A wait B = B killed USR1
> A wait B
