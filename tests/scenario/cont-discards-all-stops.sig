# Name:  SIGCONT discards all four stop signals, in every set
# Spec:  POSIX.1-2017 2.4.1
# Rule:  6
A block {TSTP TTIN TTOU CONT}
A thread B
A kill self TSTP
A tkill B TTIN
A tkill self TTOU
A sigpending = {TSTP TTOU}
B sigpending = {TSTP TTIN}
A ignore CONT
A kill self CONT
A sigpending = {CONT}
B sigpending = {CONT}
