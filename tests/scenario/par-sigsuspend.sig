# Name:  sigsuspend loses no signal, however it races with the sender
# Spec:  POSIX.1-2017 sigsuspend
# Rule:  20
A block USR1
A handle USR1
A fork B
par {
	A sigsuspend {}
	B kill A USR1
}
= A handler USR1 code=SI_USER from=B
= A sigsuspend EINTR
= B kill
A mask = {USR1}
