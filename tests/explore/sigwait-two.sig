# Name:  Two threads wait for a signal that is sent twice: each takes one
# Spec:  sigtimedwait(2)
# Rule:  36
A block RT1
A thread B
A fork C
A sigwait RT1 ...
par {
	B sigwait RT1
	C seq do { sigqueue A RT1 value=1; sigqueue A RT1 value=2 }
}
= A sigwait RT1 code=SI_QUEUE from=C value=1
= B sigwait RT1 code=SI_QUEUE from=C value=2
= C seq
or
= A sigwait RT1 code=SI_QUEUE from=C value=2
= B sigwait RT1 code=SI_QUEUE from=C value=1
= C seq
or
= A sigwait RT1 code=SI_QUEUE from=C value=1
= B sigwait EINTR
= C seq
or
= A sigwait EINTR
= B sigwait RT1 code=SI_QUEUE from=C value=1
= C seq
