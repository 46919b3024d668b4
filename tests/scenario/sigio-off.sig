# Name:  SIGIO ends with O_ASYNC, or when there is no owner
# Spec:  fcntl(2)
# Rule:  39
A pipe r w
A handle IO
A setfl r ASYNC
A write w
A setown r A
A write w
= A handler IO code=SI_KERNEL
A setfl r NONBLOCK
A write w
