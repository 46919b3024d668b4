# Name:  A signal that is sent while a read of a signalfd begins is read, whenever it comes
# Spec:  signalfd(2)
# Rule:  27
A block USR1
A signalfd f USR1
A fork B
par {
	A sfd_read f
	B kill A USR1
}
= A sfd_read USR1 code=SI_USER from=B
= B kill
A sigpending = {}
