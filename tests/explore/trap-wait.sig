# Name:  A tracer that waits does not miss a stop
# Spec:  ptrace(2)
# Rule:  28
A fork C
C handle USR1
A fork B
B ptrace SEIZE C
par {
	B wait C
	A kill C USR1
}
= A kill
= B wait C stopped USR1
= C trap
