# Name:  sigwaitinfo waits for a signal that is blocked and ignored, and gets the one that is sent later
# Spec:  tgoskits #535; sigtimedwait(2)
# Rule:  36 4
A ignore USR1
A block USR1
A fork B
A sigwait USR1 ...
B sigqueue A USR1 value=6
= A sigwait USR1 code=SI_QUEUE from=B value=6
