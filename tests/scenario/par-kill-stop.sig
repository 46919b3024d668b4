# Name:  SIGKILL racing SIGSTOP always ends the process
# Spec:  signal(7)
# Rule:  37 6
A fork B
A fork C
par {
	A kill C STOP
	B kill C KILL
}
= A kill
= B kill
= C killed KILL
