# Name:  sigsuspend: a signal that its mask blocks stays pending
# Spec:  sigsuspend(2)
# Rule:  20
A handle USR1
A handle USR2
A block {USR1 USR2}
A fork B
A sigsuspend {USR2} ...
B kill A USR2
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A sigsuspend EINTR
A sigpending = {USR2}
A unblock USR2
= A handler USR2 code=SI_USER from=B
