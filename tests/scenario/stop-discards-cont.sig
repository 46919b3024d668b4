# Name:  A stop signal discards a pending SIGCONT, from the shared set and every thread's
# Spec:  POSIX.1-2017 2.4.1
# Rule:  6
A fork B
B setpgid
B block {CONT TSTP}
B thread C
C block {CONT TSTP}
A kill B CONT
> B generate CONT shared by=A blocked
> B target CONT none
B tkill C CONT
> C generate CONT private by=B blocked
> B target CONT none
B sigpending = {CONT}
C sigpending = {CONT}
A kill B TSTP
> B discard CONT by=stop
> C discard CONT by=stop
> B generate TSTP shared by=A blocked
> B target TSTP none
B sigpending = {TSTP}
C sigpending = {TSTP}
