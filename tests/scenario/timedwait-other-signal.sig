# Name:  A signal that is not in the set runs its handler, and sigtimedwait is EINTR, SA_RESTART or not
# Spec:  sigtimedwait(2); signal(7)
# Rule:  36
A handle USR1 flags=RESTART
A fork B
A block USR2
A sigwait USR2 ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A sigwait EINTR
A sigwait USR2 timeout=1000s ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A sigwait EINTR
A sigwait USR2 timeout=20ms = EAGAIN
pass until A
