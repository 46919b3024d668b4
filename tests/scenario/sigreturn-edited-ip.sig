# Name:  A handler may edit where it returns to: an unmapped address faults there
# Spec:  sigreturn(2)
# Rule:  24
A handle SEGV do { longjmp }
A handle USR1 do { edit broken=ip }
A handle USR2 do { edit broken=ip_far }
A kill self USR1 = jumped
= A handler USR1 code=SI_USER from=A
= A handler SEGV code=MAPERR addr=?
A kill self USR2 = jumped
= A handler USR2 code=SI_USER from=A
= A handler SEGV code=SI_KERNEL
