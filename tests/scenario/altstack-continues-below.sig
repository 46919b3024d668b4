# Name:  A signal that arrives on the alternate stack goes on below; another stack cannot be set meanwhile
# Spec:  sigaltstack(2)
# Rule:  22 23
A memory s
A altstack s
A handle USR1 flags=ONSTACK do { altstack_get; altstack_off; kill self USR2 }
A handle USR2 flags=ONSTACK do { altstack_get }
A kill self USR1
> A generate USR1 shared by=A
> A deliver USR1 handler altstack
> A generate USR2 shared by=A
> A deliver USR2 handler altstack
> A return USR2
> A return USR1
= A handler USR1 code=SI_USER from=A stack=s
= A altstack_get s ONSTACK
= A altstack_off EPERM
= A handler USR2 code=SI_USER from=A stack=s
= A altstack_get s ONSTACK
A altstack_get = s
