# Name:  two processes send a thread's process different signals at once
# Spec:  POSIX.1-2017 2.4.1
# Rule:  2
A handle USR1 do { nothing }
A handle USR2 do { nothing }
A fork B
A fork C
par {
	B kill A USR1
	C kill A USR2
}
= A handler USR1 code=SI_USER from=B
= A handler USR2 code=SI_USER from=C
= B kill
= C kill
or
= A handler USR2 code=SI_USER from=C
= A handler USR1 code=SI_USER from=B
= B kill
= C kill
