# Name:  readv() of a signalfd takes as many signals as whole records fit
# Spec:  signalfd(2); readv(2)
# Rule:  27
A block {USR1 USR2 HUP}
A signalfd f {USR1 USR2 HUP} flags=NONBLOCK
A kill self USR1
A kill self USR2
A kill self HUP
A sfd_read f 2 readv=1 = HUP code=SI_USER from=A, USR1 code=SI_USER from=A
A sfd_read f 2 readv=1 = USR2 code=SI_USER from=A
A sfd_read f 2 readv=1 = EAGAIN
