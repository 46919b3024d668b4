# Name:  SIGKILL ends a process one thread of which executes a program
# Spec:  execve(2); signal(7)
# Rule:  25 29
A fork B
B thread C
par {
	C exec
	A kill C KILL
}
= A kill
= B killed KILL
= C gone
or
= A kill
= B gone
= C exec
= C killed KILL
or
= A kill
= B gone
= C killed KILL
par {
	A wait -1
}
= A wait B killed KILL
or
= A wait C killed KILL
