# Name:  Unblocking a pending signal delivers it before sigprocmask() returns
# Spec:  POSIX.1-2017 sigprocmask
# Rule:  35 15
A handle USR1
A block USR1
A kill self USR1
A seq do { say before; unblock USR1; say after }
= A say before
= A handler USR1 code=SI_USER from=A
= A say after
