# Name:  A signalfd that a thread makes when the main thread has gone
# Spec:  signalfd(2); pthreads(7)
# Rule:  27 37
A thread B
A exit 3 ...
= A gone
B block USR1
B signalfd f USR1
B kill A USR1
B sfd_read f = USR1 code=SI_USER from=A
