# Name:  A handler without SA_RESTART that is delivered first makes it EINTR, whatever the others have
# Spec:  observed on 6.18 (handle_signal)
# Rule:  19 32
A fork B
B pipe r w
B handle USR1
B handle USR2 flags=RESTART
B read r ...
A kill B STOP
= B stops
A kill B USR1
A kill B USR2
A kill B CONT
= B handler USR2 code=SI_USER from=A
= B handler USR1 code=SI_USER from=A
= B read EINTR
= B runs on
