# Name:  SIGKILL ends a process that is stopped and continued meanwhile
# Spec:  signal(7)
# Rule:  37
A fork B
A fork C
A kill B STOP
= B stops
par {
	A kill B CONT
	C kill B KILL
}
= A kill
= B killed KILL
= C kill
A wait B = B killed KILL
