# Name:  A signal that races with its being blocked runs its handler before, or is pending after
# Spec:  POSIX.1-2017 2.4.1; sigprocmask(2)
# Rule:  15 29
A handle USR1
A fork B
par {
	A block USR1
	B kill A USR1
}
= A handler USR1 code=SI_USER from=B
= A block
= B kill
or
= A block
= B kill
