# Name:  A handled signal that races with exec runs its handler before, or has its default action after
# Spec:  execve(2)
# Rule:  25
A fork B
B handle USR1
par {
	A kill B USR1
	B exec
}
= A kill
= B handler USR1 code=SI_USER from=A
= B exec
or
= A kill
= B killed USR1
or
= A kill
= B exec
= B killed USR1
