# Name:  A blocked signal that is not in the signalfd's set stays pending
# Spec:  signalfd(2)
# Rule:  27
A block {USR1 USR2}
A signalfd f USR1 flags=NONBLOCK
A kill self USR2
A sfd_read f = EAGAIN
A signalfd_set f {USR1 USR2}
A sfd_read f = USR2 code=SI_USER from=A
