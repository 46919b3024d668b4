# Name:  Signals pending at sigsuspend: all deliverable ones are delivered before it returns
# Spec:  sigsuspend(2)
# Rule:  20 32
A handle USR1 do { mask; frame }
A handle USR2 do { mask; frame }
A block {USR1 USR2}
A kill self USR2
A kill self USR1
A sigsuspend {} = EINTR
= A handler USR2 code=SI_USER from=A
= A mask {USR1 USR2}
= A frame {USR1}
= A handler USR1 code=SI_USER from=A
= A mask {USR1}
= A frame {USR1 USR2}
A mask = {USR1 USR2}
