# Name:  A signal that the handler's mask blocks waits until it is over, whenever it comes
# Spec:  sigaction(2)
# Rule:  3
A handle USR1 mask={USR2} do { mask; yield; say end }
A handle USR2 do { say two }
A fork B
A fork C
par {
	B kill A USR1
	C kill A USR2
}
= A handler USR1 code=SI_USER from=B
= A mask {USR1 USR2}
= A say end
= A handler USR2 code=SI_USER from=C
= A say two
= B kill
= C kill
or
= A handler USR2 code=SI_USER from=C
= A say two
= A handler USR1 code=SI_USER from=B
= A mask {USR1 USR2}
= A say end
= B kill
= C kill
