# Name:  Real-time signals sent at once are all handled, each sender's in order
# Spec:  POSIX.1-2017 2.4.2; signal(7)
# Rule:  2
A handle RT1
A fork B
A fork C
par {
	B seq do { sigqueue A RT1 value=1; sigqueue A RT1 value=2 }
	C sigqueue A RT1 value=3
}
= A handler RT1 code=SI_QUEUE from=B value=1
= A handler RT1 code=SI_QUEUE from=B value=2
= A handler RT1 code=SI_QUEUE from=C value=3
= B seq
= C sigqueue
or
= A handler RT1 code=SI_QUEUE from=C value=3
= A handler RT1 code=SI_QUEUE from=B value=1
= A handler RT1 code=SI_QUEUE from=B value=2
= B seq
= C sigqueue
or
= A handler RT1 code=SI_QUEUE from=B value=1
= A handler RT1 code=SI_QUEUE from=C value=3
= A handler RT1 code=SI_QUEUE from=B value=2
= B seq
= C sigqueue
