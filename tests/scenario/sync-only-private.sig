# Name:  Only the private set is looked through for synchronous signals
# Spec:  observed on 6.18 (dequeue_synchronous_signal)
# Rule:  1
A handle HUP
A handle SEGV
A block {HUP SEGV}
A sigqueue self SEGV code=1
> A generate SEGV shared by=A blocked
> A target SEGV none
A tkill self HUP
> A generate HUP private by=A blocked
> A target HUP none
A unblock {HUP SEGV}
> A deliver HUP handler
> A deliver SEGV handler
> A return SEGV
> A return HUP
= A handler SEGV code=MAPERR addr=?
= A handler HUP code=SI_TKILL from=A
