# Name:  A signal that is sent while sigsuspend(2) begins ends it, whenever it comes
# Spec:  sigsuspend(2)
# Rule:  20
A handle USR1
A block USR1
A fork B
par {
	A sigsuspend {}
	B kill A USR1
}
= A handler USR1 code=SI_USER from=B
= A sigsuspend EINTR
= B kill
A mask = {USR1}
