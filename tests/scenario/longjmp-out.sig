# Name:  siglongjmp() out of a handler ends the call that it interrupted, and restores the mask
# Spec:  sigsetjmp(3)
# Rule:  20
A handle USR1 do { longjmp }
A handle USR2 do { longjmp mask=0 }
A fork B
A pause ...
B kill A USR1
> A generate USR1 shared by=B
> A deliver USR1 handler EINTR
= A handler USR1 code=SI_USER from=B
= A pause jumped
A mask = {}
A pause ...
B kill A USR2
> A generate USR2 shared by=B
> A return USR1 longjmp
> A deliver USR2 handler EINTR
= A handler USR2 code=SI_USER from=B
= A pause jumped
A mask = {USR2}
