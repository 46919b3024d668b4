# Name:  A shared signal that races with a thread's blocking it runs there or in the thread that is left
# Spec:  POSIX.1-2017 2.4.1
# Rule:  30 31
A thread B
A thread C
A fork D
A handle USR1
A block USR1
par {
	B block USR1
	D kill A USR1
}
= B block
= C handler USR1 code=SI_USER from=D
= D kill
or
= B handler USR1 code=SI_USER from=D
= B block
= D kill
