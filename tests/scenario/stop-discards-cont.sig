# Name:  A stop signal discards a pending SIGCONT, from the shared set and every thread's
# Spec:  POSIX.1-2017 2.4.1
# Rule:  6
A fork B
B setpgid
B block {CONT TSTP}
B thread C
C block {CONT TSTP}
A kill B CONT
B tkill C CONT
B sigpending = {CONT}
C sigpending = {CONT}
A kill B TSTP
B sigpending = {TSTP}
C sigpending = {TSTP}
