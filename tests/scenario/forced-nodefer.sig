# Name:  With SA_NODEFER a fault in the handler of the same signal runs it again
# Spec:  sigaction(2)
# Rule:  13 33
A handle SEGV flags=NODEFER|RESETHAND do { say first; fault MAPERR }
A fault MAPERR ...
= A handler SEGV code=MAPERR addr=null
= A say first
= A killed SEGV
