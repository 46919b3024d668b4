# Name:  sigaltstack says SS_ONSTACK in a handler that runs on the alternate stack, and not in one that does not
# Spec:  chimera #88; sigaltstack(2)
# Rule:  23 22
A memory s
A altstack s
A handle USR1 flags=ONSTACK do { altstack_get }
A handle USR2 do { altstack_get }
A kill self USR1
= A handler USR1 code=SI_USER from=A stack=s
= A altstack_get s ONSTACK
A kill self USR2
= A handler USR2 code=SI_USER from=A
= A altstack_get s
