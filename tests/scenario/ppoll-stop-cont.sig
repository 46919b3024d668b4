# Name:  ppoll goes on after a stop with its own mask
# Spec:  poll(2); signal(7)
# Rule:  20
A fork B
B pipe r w
B handle USR1
B block USR1
B ppoll r mask={} ...
A kill B STOP
= B stops
A kill B CONT
= B runs on
A kill B USR1
= B handler USR1 code=SI_USER from=A
= B ppoll EINTR
B mask = {USR1}
