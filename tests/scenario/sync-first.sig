# Name:  A synchronous signal with si_code above 0 is taken before lower numbers
# Spec:  observed on 6.18 (dequeue_synchronous_signal)
# Rule:  1
A handle HUP
A handle SEGV
A block {HUP SEGV}
A tkill self HUP
> A generate HUP private by=A blocked
> A target HUP none
A tgsigqueue self self SEGV code=1
> A generate SEGV private by=A blocked
> A target SEGV none
A unblock {HUP SEGV}
> A deliver SEGV handler
> A deliver HUP handler
> A return HUP
> A return SEGV
= A handler HUP code=SI_TKILL from=A
= A handler SEGV code=MAPERR addr=?
