# Name:  A synchronous signal with si_code above 0 is taken before lower numbers
# Spec:  observed on 6.18 (dequeue_synchronous_signal)
# Rule:  1
A handle HUP
A handle SEGV
A block {HUP SEGV}
A tkill self HUP
A tgsigqueue self self SEGV code=1
A unblock {HUP SEGV}
= A handler HUP code=SI_TKILL from=A
= A handler SEGV code=MAPERR addr=?
