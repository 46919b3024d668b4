# Name:  Within a set SEGV BUS ILL TRAP FPE SYS go before lower numbers, from whomever they are
# Spec:  observed on 6.18 (next_signal)
# Rule:  1
A handle HUP
A handle SEGV
A block {HUP SEGV}
A tkill self HUP
A tkill self SEGV
A unblock {HUP SEGV}
= A handler HUP code=SI_TKILL from=A
= A handler SEGV code=SI_TKILL from=A
