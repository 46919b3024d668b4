# Name:  A signal that is sent while its thread blocks it is handled by that one or by another
# Spec:  signal(7)
# Rule:  30
A handle USR1
A thread B
A fork C
par {
	A block USR1
	C kill A USR1
}
= A block
= B handler USR1 code=SI_USER from=C
= C kill
or
= A handler USR1 code=SI_USER from=C
= A block
= C kill
