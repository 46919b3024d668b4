# Name:  Of two fatal signals one is the process's status
# Spec:  signal(7)
# Rule:  29
A fork B
A fork C
par {
	A kill C INT
	B kill C TERM
}
= A kill
= B kill
= C killed INT
or
= A kill
= B kill
= C killed TERM
