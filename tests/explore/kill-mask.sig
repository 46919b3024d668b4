# Name:  SIGKILL ends a process whose threads change their masks and exit
# Spec:  signal(7)
# Rule:  29
A fork B
B thread C
par {
	A kill B KILL
	B block all
	C exit
}
= A kill
= B killed KILL
= C gone
or
= A kill
= B block
= B killed KILL
= C gone
A wait B = B killed KILL
