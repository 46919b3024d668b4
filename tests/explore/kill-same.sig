# Name:  The same standard signal from two senders at once is handled once or twice, never lost
# Spec:  POSIX.1-2017 2.4.1
# Rule:  2
A handle USR1
A fork B
A fork C
par {
	B kill A USR1
	C kill A USR1
}
= A handler USR1 code=SI_USER from=B
= A handler USR1 code=SI_USER from=C
= B kill
= C kill
or
= A handler USR1 code=SI_USER from=B
= B kill
= C kill
or
= A handler USR1 code=SI_USER from=C
= A handler USR1 code=SI_USER from=B
= B kill
= C kill
or
= A handler USR1 code=SI_USER from=C
= B kill
= C kill
