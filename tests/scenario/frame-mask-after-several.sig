# Name:  When two handlers are set up at once, the inner frame holds the outer handler's mask
# Spec:  DynamoRIO #3177; sigaction(2)
# Rule:  32 24
A handle USR1 mask={HUP} do { frame mask }
A handle USR2 mask={INT} do { frame mask }
A block {USR1 USR2}
A kill self USR1
A kill self USR2
A setmask {QUIT}
= A handler USR2 code=SI_USER from=A
= A frame {HUP QUIT USR1}
= A handler USR1 code=SI_USER from=A
= A frame {QUIT}
A mask = {QUIT}
