# Name:  With SA_NODEFER a handler can be interrupted by its own signal
# Spec:  sigaction(2)
# Rule:  3 33
A handle USR1 flags=NODEFER|RESETHAND do { mask }
A handle USR2 flags=NODEFER do { mask; kill self USR1; say back }
A kill self USR2
= A handler USR2 code=SI_USER from=A
= A mask {}
= A handler USR1 code=SI_USER from=A
= A mask {}
= A say back
