# Name:  sigsuspend's mask is in force while it waits; the handler's frame holds the old one
# Spec:  sigsuspend(2)
# Rule:  20
A handle USR1 do { mask; frame mask }
A block {USR1 USR2}
A fork B
A sigsuspend {HUP} ...
B kill A USR1
> A generate USR1 shared by=B
> A deliver USR1 handler EINTR
> A return USR1
= A handler USR1 code=SI_USER from=B
= A mask {HUP USR1}
= A frame {USR1 USR2}
= A sigsuspend EINTR
A mask = {USR1 USR2}
