# Name:  A read of a signalfd that waits takes a signal that is not blocked, before its handler would run
# Spec:  observed on 6.18 (signalfd_dequeue)
# Rule:  27 36
A signalfd f USR1
A handle USR1
A fork B
A sfd_read f ...
B kill A USR1
= A sfd_read USR1 code=SI_USER from=B
