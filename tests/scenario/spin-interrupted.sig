# Name:  A handler interrupts a loop that makes no calls, and the loop goes on
# Spec:  ish #1510; signal(7)
# Rule:  29
A handle USR1
A fork B
B handle USR1
A fork C
B spin ...
C kill B USR1
= B handler USR1 code=SI_USER from=C
C kill B USR1
= B handler USR1 code=SI_USER from=C
C kill B TERM
= B killed TERM
