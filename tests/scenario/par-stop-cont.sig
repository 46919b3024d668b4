# Name:  SIGCONT racing SIGSTOP: whichever is generated last decides
# Spec:  POSIX.1-2017 2.4.1
# Rule:  6
A fork B
A fork C
par {
	A kill C CONT
	B kill C STOP
}
= A kill
= B kill
= C stops
or
= A kill
= B kill
