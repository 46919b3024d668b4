# Name:  Handlers that nest return to the one below, with its mask, then to the program
# Spec:  nanos #1618; sigaction(2)
# Rule:  32 20
A handle USR1 mask={HUP} do { mask; kill self USR2; mask }
A handle USR2 mask={INT} do { mask; frame mask }
A kill self USR1
= A handler USR1 code=SI_USER from=A
= A mask {HUP USR1}
= A handler USR2 code=SI_USER from=A
= A mask {HUP INT USR1 USR2}
= A frame {HUP USR1}
= A mask {HUP USR1}
A mask = {}
