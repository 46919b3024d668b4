# Name:  While a handler that ended sigsuspend runs, sigsuspend's mask is still in force
# Spec:  ish #438; sigsuspend(2)
# Rule:  20
A block {USR1 USR2}
A handle USR1 do { mask; kill self USR2; say two-waits }
A handle USR2
A fork B
A sigsuspend {HUP USR2} ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A mask {HUP USR1 USR2}
= A say two-waits
= A sigsuspend EINTR
A mask = {USR1 USR2}
