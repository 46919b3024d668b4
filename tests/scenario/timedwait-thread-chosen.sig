# Name:  A shared signal that every thread blocks goes to the thread that waits for it
# Spec:  sigtimedwait(2); signal(7)
# Rule:  31 36
A block USR1
A thread B
A thread C
C sigwait USR1 ...
A kill self USR1
= C sigwait USR1 code=SI_USER from=A
A sigpending = {}
