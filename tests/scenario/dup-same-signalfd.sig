# Name:  A duplicate of a signalfd shares its set
# Spec:  signalfd(2); dup(2)
# Rule:  27
A block {USR1 USR2}
A signalfd f USR1 flags=NONBLOCK
A dup f g
A signalfd_set g USR2
A kill self USR1
A sfd_read f = EAGAIN
A kill self USR2
A sfd_read f = USR2 code=SI_USER from=A
A sfd_read g = EAGAIN
