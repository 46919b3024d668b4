# Name:  A signalfd that came over a socket reads the receiver's signals
# Spec:  signalfd(2); unix(7)
# Rule:  27
A block USR1
A signalfd f USR1
A socketpair s t
A fork B
A sendfd s f
B recvfd t g
B kill self USR1
B sfd_read g = USR1 code=SI_USER from=B
A kill self USR1
B poll g timeout=0 = timeout
A poll f timeout=0 = f=IN
