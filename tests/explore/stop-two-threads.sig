# Name:  SIGCONT comes while two threads stop: both run on
# Spec:  POSIX.1-2017 2.4.3
# Rule:  6 7
A fork B
B thread C
A kill B STOP
= B stops
= C stops
par {
	A kill B CONT
	outside kill B STOP
}
= A kill
= B runs on
= C runs on
= outside kill
or
= A kill
= outside kill
par {
	A kill B CONT
}
= A kill
or
= A kill
= B runs on
= C runs on
