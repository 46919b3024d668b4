# Name:  Adding a pending signal to a signalfd's set wakes who waits in read()
# Spec:  signalfd(2); observed on 6.18
# Rule:  27
A block {USR1 USR2}
A signalfd f USR1
A kill self USR2
A thread B
B sfd_read f ...
A signalfd_set f USR2
= B sfd_read USR2 code=SI_USER from=A
