# Name:  SA_RESETHAND resets the disposition before the handler runs
# Spec:  sigaction(2)
# Rule:  33
A fork B
B handle USR1 flags=RESETHAND do { action USR1 }
A kill B USR1
= B handler USR1 code=SI_USER from=A
= B action default flags=SIGINFO|RESETHAND
B action USR1 = default flags=SIGINFO|RESETHAND
A kill B USR1
= B killed USR1
A wait B = B killed USR1
