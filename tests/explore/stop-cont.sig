# Name:  SIGSTOP and SIGCONT at once: the process is stopped or it runs, and SIGCONT ends it
# Spec:  POSIX.1-2017 2.4.3
# Rule:  6
A fork B
B fork C
par {
	A kill C STOP
	B kill C CONT
}
= A kill
= B kill
or
= A kill
= B kill
= C stops
par {
	A kill C CONT
}
= A kill
or
= A kill
= C runs on
C nothing
