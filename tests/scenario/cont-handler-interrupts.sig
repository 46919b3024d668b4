# Name:  A handler for SIGCONT interrupts the call that was stopped
# Spec:  signal(7)
# Rule:  19
A fork B
B handle CONT
B pipe r w
B read r ...
A kill B STOP
= B stops
A kill B CONT
= B handler CONT code=SI_USER from=A
= B read EINTR
= B runs on
