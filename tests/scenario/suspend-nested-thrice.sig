# Name:  Masks that are saved three deep come back one by one
# Spec:  nanvix #3079; sigsuspend(2)
# Rule:  20
A block {USR1 USR2 HUP}
A handle USR1 do { mask; sigsuspend {HUP INT}; mask }
A handle USR2 do { mask }
A fork B
A sigsuspend {USR2 HUP} ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A mask {HUP USR1 USR2}
B kill A USR2
= A handler USR2 code=SI_USER from=B
= A mask {HUP INT USR2}
= A sigsuspend EINTR
= A mask {HUP USR1 USR2}
= A sigsuspend EINTR
A mask = {HUP USR1 USR2}
