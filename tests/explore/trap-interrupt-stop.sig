# Name:  PTRACE_INTERRUPT racing SIGSTOP: the tracee stops for one, then for the other
# Spec:  ptrace(2)
# Rule:  28
A fork B
A fork C
A ptrace SEIZE C
par {
	A ptrace INTERRUPT C
	B kill C STOP
}
= A ptrace
= B kill
= C trap
