# Name:  Whether the target thread blocks a signal decides if an ignored one is queued, not the others
# Spec:  observed on 6.18 (sig_ignored)
# Rule:  4
A ignore USR1
A thread B
B block USR1
A tkill B USR1
A tkill self USR1
B sigpending = {USR1}
A kill self USR1
A sigpending = {}
B unblock USR1
B sigpending = {}
