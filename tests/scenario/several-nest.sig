# Name:  Several signals are delivered on one return to user mode: the last set up runs first
# Spec:  signal(7); observed on 6.18
# Rule:  32
A handle USR1
A handle USR2
A handle RT1
A block {USR1 USR2 RT1}
A kill self RT1
> A generate RT1 shared by=A blocked
> A target RT1 none
A kill self USR1
> A generate USR1 shared by=A blocked
> A target USR1 none
A kill self USR2
> A generate USR2 shared by=A blocked
> A target USR2 none
A unblock {USR1 USR2 RT1}
> A deliver USR1 handler
> A deliver USR2 handler
> A deliver RT1 handler
> A return RT1
> A return USR2
> A return USR1
= A handler RT1 code=SI_USER from=A
= A handler USR2 code=SI_USER from=A
= A handler USR1 code=SI_USER from=A
