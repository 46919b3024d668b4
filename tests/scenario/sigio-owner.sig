# Name:  F_SETOWN, F_SETSIG and O_ASYNC: who gets which signal when there is something to read
# Spec:  fcntl(2)
# Rule:  39
A pipe r w
A handle IO
A handle RT3
A setown r A
A setfl r ASYNC
A write w
= A handler IO code=SI_KERNEL
A setsig r RT3
A write w
= A handler RT3 code=IN fd=r band=65
A read r 2
A thread B
A setown r B type=TID
A write w
= B handler RT3 code=IN fd=r band=65
