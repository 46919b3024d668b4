# Name:  SIGKILL ends a process that is being stopped
# Spec:  signal(7)
# Rule:  37
A fork B
B thread C
A fork D
par {
	A kill B STOP
	D kill B KILL
}
= A kill
= B killed KILL
= C gone
= D kill
A wait B = B killed KILL
