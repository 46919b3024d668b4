# Name:  exec keeps what is pending, private and shared, with its siginfo and order
# Spec:  tgoskits #273; execve(2)
# Rule:  25 2
A block {RT1 USR1}
A sigqueue self RT1 value=1
A sigqueue self RT1 value=2
A tkill self USR1
A exec
A mask = {USR1 RT1}
A sigwait USR1 = USR1 code=SI_TKILL from=A
A sigwait RT1 = RT1 code=SI_QUEUE from=A value=1
A sigwait RT1 = RT1 code=SI_QUEUE from=A value=2
