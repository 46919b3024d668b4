# Name:  Setting the same alternate stack again is 0, while it is in use EPERM
# Spec:  observed on 6.18 (do_sigaltstack)
# Rule:  23
A memory s
A altstack s
A altstack s
A handle USR1 flags=ONSTACK do { altstack s }
A kill self USR1
= A handler USR1 code=SI_USER from=A stack=s
= A altstack EPERM
