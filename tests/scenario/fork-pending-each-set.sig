# Name:  A fork's child has nothing pending: neither what was sent to the thread, nor to the process
# Spec:  elks #2656; fork(2)
# Rule:  25
A block {USR1 USR2 RT1}
A tkill self USR1
A kill self USR2
A sigqueue self RT1
A fork B
B sigpending = {}
A sigpending = {USR1 USR2 RT1}
A thread C
C sigpending = {USR2 RT1}
