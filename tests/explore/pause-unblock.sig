# Name:  A signal for a process of which one thread unblocks it while it is sent is handled
# Spec:  signal(7)
# Rule:  31
A handle USR1
A block USR1
A thread B
A fork C
par {
	B unblock USR1
	C kill A USR1
}
= B unblock
= B handler USR1 code=SI_USER from=C
= C kill
or
= B handler USR1 code=SI_USER from=C
= B unblock
= C kill
