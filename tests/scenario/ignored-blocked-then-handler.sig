# Name:  A signal that was blocked and ignored when it was sent runs a handler that is set before it is unblocked
# Spec:  POSIX.1-2017 2.4.1 (unspecified there); observed on 6.18
# Rule:  4
A ignore USR1
A block USR1
A sigqueue self USR1 value=5
A handle USR1
A unblock USR1
= A handler USR1 code=SI_QUEUE from=A value=5
