# Name:  sigreturn with a stack pointer that points nowhere: forced SIGSEGV, which needs another stack
# Spec:  observed on 6.18 (rt_sigreturn)
# Rule:  24
A fork B
A memory s
A altstack s
A handle SEGV flags=ONSTACK do { longjmp }
A sigreturn at=bad = jumped
= A handler SEGV code=SI_KERNEL stack=s
B handle SEGV
B sigreturn at=null ...
= B killed SEGV
A wait B = B killed SEGV
