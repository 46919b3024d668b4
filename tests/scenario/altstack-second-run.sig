# Name:  Each handler on the alternate stack starts at its top again, also after one was left by longjmp
# Spec:  FEX #5901; sigaltstack(2)
# Rule:  22
A memory s
A altstack s
A handle USR1 flags=ONSTACK do { longjmp }
A handle USR2 flags=ONSTACK do { frame stack }
A kill self USR1 = jumped
= A handler USR1 code=SI_USER from=A stack=s
A altstack_get = s
A kill self USR2
= A handler USR2 code=SI_USER from=A stack=s
= A frame s
A kill self USR1 = jumped
= A handler USR1 code=SI_USER from=A stack=s
A kill self USR2
= A handler USR2 code=SI_USER from=A stack=s
= A frame s
