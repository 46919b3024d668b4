# Name:  A standard signal may be pending for the process and for the thread at once
# Spec:  signal(7); POSIX.1-2017 2.4.1
# Rule:  2
A handle USR1
A block USR1
A kill self USR1
A tkill A USR1
A tkill A USR1
A unblock USR1
= A handler USR1 code=SI_TKILL from=A
= A handler USR1 code=SI_USER from=A
