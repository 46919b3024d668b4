# Name:  Setting a handler keeps what is pending
# Spec:  POSIX.1-2017 2.4.3
# Rule:  5
A block USR1
A kill self USR1
A handle USR1
A sigpending = {USR1}
A handle USR1 do { say second }
A unblock USR1
= A handler USR1 code=SI_USER from=A
= A say second
