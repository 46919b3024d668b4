# Name:  One thread blocks a signal and the other unblocks it while it is sent: it is handled
# Spec:  signal(7)
# Rule:  30 31
A handle USR1
A thread B
B block USR1
A fork C
par {
	A block USR1
	B unblock USR1
	C kill A USR1
}
= A block
= B unblock
= B handler USR1 code=SI_USER from=C
= C kill
or
= A block
= B handler USR1 code=SI_USER from=C
= B unblock
= C kill
or
= A handler USR1 code=SI_USER from=C
= A block
= B unblock
= C kill
B nothing
