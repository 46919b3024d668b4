# Name:  The trace flag in the frame traps after the first instruction
# Spec:  observed on 6.18, x86-64
# Rule:  24
A handle TRAP do { edit trace=0 }
A handle USR1 do { edit trace=1 }
A kill self USR1
= A handler USR1 code=SI_USER from=A
= A handler TRAP code=TRACE
