# Name:  SIGKILL racing the resume of a stopped tracee ends it in every order
# Spec:  ptrace(2)
# Rule:  28 37
A fork B
A fork C
C handle USR1
A ptrace SEIZE C
C kill self USR1 ...
= C trap
A wait C = C stopped USR1
par {
	A ptrace CONT C
	B kill C KILL
}
= A ptrace
= B kill
= C killed KILL
or
= A ptrace ESRCH
= B kill
= C killed KILL
or
= A ptrace
= B kill
= C kill
= C killed KILL
