# Name:  Only handlers with SA_ONSTACK run on the alternate stack
# Spec:  sigaltstack(2)
# Rule:  22
A memory s
A altstack s
A handle USR1
A handle USR2 flags=ONSTACK do { kill self USR1 }
A kill self USR1
= A handler USR1 code=SI_USER from=A
A kill self USR2
= A handler USR2 code=SI_USER from=A stack=s
= A handler USR1 code=SI_USER from=A stack=s
