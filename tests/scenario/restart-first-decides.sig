# Name:  When several handlers interrupt one call, the first to be delivered decides whether it restarts
# Spec:  observed on 6.18 (handle_signal)
# Rule:  19 32
A fork B
B pipe r w
B handle USR1 flags=RESTART
B handle USR2
B read r ...
A kill B STOP
= B stops
A kill B USR1
A kill B USR2
A kill B CONT
= B handler USR2 code=SI_USER from=A
= B handler USR1 code=SI_USER from=A
= B runs on
