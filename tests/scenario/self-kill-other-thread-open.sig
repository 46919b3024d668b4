# Name:  kill() of oneself by a thread that blocks the signal runs the handler in another thread
# Spec:  POSIX.1-2017 kill
# Rule:  35 31
A thread B
B block USR1
A handle USR1
B kill self USR1
= A handler USR1 code=SI_USER from=A
