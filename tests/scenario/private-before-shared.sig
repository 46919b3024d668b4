# Name:  Private pending signals are delivered before shared ones, whatever the number
# Spec:  signal(7)
# Rule:  2 32
A handle HUP
A handle USR2
A block {HUP USR2}
A kill self HUP
> A generate HUP shared by=A blocked
> A target HUP none
A tkill self USR2
> A generate USR2 private by=A blocked
> A target USR2 none
A unblock {HUP USR2}
> A deliver USR2 handler
> A deliver HUP handler
> A return HUP
> A return USR2
= A handler HUP code=SI_USER from=A
= A handler USR2 code=SI_TKILL from=A
