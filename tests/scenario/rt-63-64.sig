# Name:  The last two real-time signals are as the others
# Spec:  golang #33746, #24656; signal(7)
# Rule:  9 2
A handle 63
A handle 64
A kill self 64
= A handler RT32 code=SI_USER from=A
A kill self 63
= A handler RT31 code=SI_USER from=A
A block {63 64}
A sigqueue self 64 value=1
A sigqueue self 63 value=2
A setmask {}
= A handler RT32 code=SI_QUEUE from=A value=1
= A handler RT31 code=SI_QUEUE from=A value=2
A action 65 = EINVAL
