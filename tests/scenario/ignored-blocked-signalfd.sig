# Name:  A signal that is blocked and ignored can be read from a signalfd
# Spec:  signalfd(2); observed on 6.18
# Rule:  4 27
A ignore USR1
A block USR1
A signalfd f USR1
A kill self USR1
A sfd_read f = USR1 code=SI_USER from=A
