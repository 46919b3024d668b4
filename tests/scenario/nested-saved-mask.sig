# Name:  sigsuspend in a handler that interrupted sigsuspend: each frame has its own mask
# Spec:  sigsuspend(2)
# Rule:  20
A fork B
A block {USR1 USR2}
A handle USR1 do { mask; sigsuspend {USR1 HUP}; mask }
A handle USR2 do { mask; frame }
A sigsuspend {USR2} ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A mask {USR1 USR2}
B kill A USR2
= A handler USR2 code=SI_USER from=B
= A mask {HUP USR1 USR2}
= A frame {USR1 USR2}
= A sigsuspend EINTR
= A mask {USR1 USR2}
= A sigsuspend EINTR
A mask = {USR1 USR2}
