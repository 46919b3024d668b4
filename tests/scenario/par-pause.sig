# Name:  pause() may miss a signal that comes before it: sigsuspend() is there for that
# Spec:  pause(2)
# Rule:  19 29
A fork B
B handle USR1
par {
	A kill B USR1
	B pause
}
= A kill
= B handler USR1 code=SI_USER from=A
or
= A kill
= B handler USR1 code=SI_USER from=A
= B pause EINTR
