# Name:  A signal that comes while the tracer ends is handled, or stops for nobody
# Spec:  ptrace(2)
# Rule:  28
A fork B
A fork C
C handle USR1
B ptrace SEIZE C
par {
	B exit_group
	A kill C USR1
}
= A kill
= B exited 0
= C handler USR1 code=SI_USER from=A
