# Name:  SIGCONT discards a pending stop signal even when both are blocked
# Spec:  POSIX.1-2017 2.4.1; signal(7)
# Rule:  6
A block {TSTP CONT}
A kill self TSTP
> A generate TSTP shared by=A blocked
> A target TSTP none
A sigpending = {TSTP}
A kill self CONT
> A discard TSTP by=CONT
> A generate CONT shared by=A blocked
> A target CONT none
A sigpending = {CONT}
