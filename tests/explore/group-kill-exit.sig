# Name:  SIGTERM and an exit of the whole process at once: it ends of one of them
# Spec:  exit_group(2)
# Rule:  29
A fork B
B thread C
par {
	B exit_group 3
	A kill B TERM
}
= A kill
= B killed TERM
= C gone
or
= A kill
= B exited 3
= C gone
