# Name:  Of two senders of a standard signal one is accepted by sigwait, with its own siginfo
# Spec:  POSIX.1-2017 2.4.1; sigaction(2)
# Rule:  36 2
A block USR1
A fork B
A fork C
A sigwait USR1 ...
par {
	B kill A USR1
	C kill A USR1
}
= A sigwait USR1 code=SI_USER from=B
= B kill
= C kill
or
= A sigwait USR1 code=SI_USER from=C
= B kill
= C kill
