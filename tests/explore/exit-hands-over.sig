# Name:  A signal that is sent while the thread that would take it exits is handled by another
# Spec:  observed on 6.18 (exit_signals)
# Rule:  30
A handle USR1
A thread B
A thread D
A block USR1
A fork C
par {
	B exit
	C kill A USR1
}
= B gone
= C kill
= D handler USR1 code=SI_USER from=C
or
= B handler USR1 code=SI_USER from=C
= B gone
= C kill
