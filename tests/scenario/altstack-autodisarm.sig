# Name:  SS_AUTODISARM: there is no alternate stack while a handler runs on it; return puts it back
# Spec:  sigaltstack(2)
# Rule:  23
A memory s
A memory x
A altstack s flags=AUTODISARM
A handle USR1 flags=ONSTACK do { altstack_get; altstack x; kill self USR2; altstack_get }
A handle USR2 flags=ONSTACK
A kill self USR1
= A handler USR1 code=SI_USER from=A stack=s
= A altstack_get off
= A handler USR2 code=SI_USER from=A stack=x
= A altstack_get x
A altstack_get = s AUTODISARM
