# Name:  A frame whose fpstate points nowhere: forced SIGSEGV
# Spec:  observed on 6.18 (rt_sigreturn)
# Rule:  24
A handle USR1 do { edit broken=fpstate }
A handle SEGV do { longjmp }
A kill self USR1 = jumped
= A handler USR1 code=SI_USER from=A
= A handler SEGV code=SI_KERNEL
A mask = {}
A block SEGV
A kill self USR1 ...
= A handler USR1 code=SI_USER from=A
= A killed SEGV
