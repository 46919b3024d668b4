# Name:  A handled signal does not end the wait for a vfork child: its handler runs when the child is dead
# Spec:  ish-AOK #505; vfork(2)
# Rule:  37
A fork B
B handle USR1
B vfork C ...
A kill B USR1
C exit_group ...
= B handler USR1 code=SI_USER from=A
= B vfork
= C exited 0
