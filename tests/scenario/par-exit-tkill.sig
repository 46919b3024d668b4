# Name:  A signal for a thread that exits is handled, lost, or ESRCH
# Spec:  tkill(2)
# Rule:  17
A handle USR1
A thread B
par {
	A tkill B USR1
	B exit
}
= A tkill ESRCH
= B gone
or
= A tkill
= B gone
or
= A tkill
= B handler USR1 code=SI_TKILL from=A
= B gone
