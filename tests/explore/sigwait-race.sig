# Name:  A signal that is sent while sigtimedwait(2) begins ends it, whenever it comes
# Spec:  sigtimedwait(2)
# Rule:  36
A block USR1
A fork B
par {
	A sigwait USR1
	B kill A USR1
}
= A sigwait USR1 code=SI_USER from=B
= B kill
A sigpending = {}
