# Name:  The mask after a handler is what it was, not what the handler set
# Spec:  FEX #1682; sigaction(2)
# Rule:  3 20
A block USR2
A handle USR1 mask={HUP} do { setmask {INT}; mask }
A kill self USR1
= A handler USR1 code=SI_USER from=A
= A mask {INT}
A mask = {USR2}
