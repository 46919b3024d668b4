# Name:  SIGCONT discards a pending stop signal even when both are blocked
# Spec:  POSIX.1-2017 2.4.1; signal(7)
# Rule:  6
A block {TSTP CONT}
A kill self TSTP
A sigpending = {TSTP}
A kill self CONT
A sigpending = {CONT}
