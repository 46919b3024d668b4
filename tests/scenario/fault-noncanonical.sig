# Name:  A non-canonical address is a general protection fault: SI_KERNEL, no address
# Spec:  observed on 6.18, x86-64
# Rule:  38
A handle SEGV do { frame trap }
A fault GP
= A handler SEGV code=SI_KERNEL
= A frame trapno=13 err=0
