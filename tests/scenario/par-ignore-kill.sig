# Name:  A signal that races with its being ignored is handled or discarded, never pending
# Spec:  POSIX.1-2017 2.4.3
# Rule:  5 29
A handle USR1
A fork B
par {
	A ignore USR1
	B kill A USR1
}
= A ignore
= B kill
or
= A handler USR1 code=SI_USER from=B
= A ignore
= B kill
A sigpending = {}
