# Name:  A fault in the handler of the same signal kills: it is blocked there
# Spec:  signal(7)
# Rule:  13
A handle SEGV do { say once; fault MAPERR; say never }
A fault MAPERR ...
= A handler SEGV code=MAPERR addr=null
= A say once
= A killed SEGV
