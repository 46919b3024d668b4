# Name:  A thread reads the process's signals and its own, not those of another thread
# Spec:  signalfd(2), process versus thread
# Rule:  27
A block {USR1 USR2}
A signalfd f {USR1 USR2} flags=NONBLOCK
A thread B
A tkill A USR1
B sfd_read f = EAGAIN
A kill A USR2
B sfd_read f = USR2 code=SI_USER from=A
A sfd_read f = USR1 code=SI_TKILL from=A
