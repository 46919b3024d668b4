# Name:  A read of a signalfd takes the reader's signals, not those of who made it
# Spec:  signalfd(2), fork semantics
# Rule:  27
A block USR1
A signalfd f USR1
A fork B
B sfd_read f ...
A kill self USR1
> A generate USR1 shared by=A blocked
> A target USR1 none
A poll f timeout=0 = f=IN
A kill B USR1
> B generate USR1 shared by=A blocked
> B target USR1 none
> B accept USR1 signalfd
= B sfd_read USR1 code=SI_USER from=A
A sfd_read f = USR1 code=SI_USER from=A
> A accept USR1 signalfd
