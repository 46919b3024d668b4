# Name:  Two signals for the last place within RLIMIT_SIGPENDING: one of them fails
# Spec:  getrlimit(2)
# Rule:  10
# Needs: root
A setresuid 60711 60711 60711
A block RT1
A rlimit SIGPENDING 1
A fork B
A fork C
par {
	B sigqueue A RT1 value=1
	C sigqueue A RT1 value=1
}
= B sigqueue
= C sigqueue EAGAIN
or
= B sigqueue EAGAIN
= C sigqueue
A sigpending = {RT1}
par {
	A sigwait RT1 timeout=0
}
= A sigwait RT1 code=SI_QUEUE from=B uid=60711 value=1
or
= A sigwait RT1 code=SI_QUEUE from=C uid=60711 value=1
A sigpending = {}
