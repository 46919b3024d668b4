# Name:  While a handler runs, sa_mask and the signal are added to the mask
# Spec:  sigaction(2); POSIX.1-2017 sigaction
# Rule:  3
A handle USR1 mask={USR2} do { mask; frame mask }
A block HUP
A kill self USR1
> A generate USR1 shared by=A
> A deliver USR1 handler
> A return USR1
= A handler USR1 code=SI_USER from=A
= A mask {HUP USR1 USR2}
= A frame {HUP}
A mask = {HUP}
