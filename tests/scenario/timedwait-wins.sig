# Name:  sigtimedwait takes a signal that is not blocked before its handler would run
# Spec:  sigtimedwait(2); POSIX.1-2017 sigtimedwait (undefined there)
# Rule:  36
A handle USR1
A fork B
A sigwait USR1 ...
B kill A USR1
> A generate USR1 shared by=B
> A accept USR1 sigtimedwait
= A sigwait USR1 code=SI_USER from=B
A sigwait {USR1 HUP} timeout=0 = EAGAIN
B kill A USR1
> A generate USR1 shared by=B
> A deliver USR1 handler
> A return USR1
= A handler USR1 code=SI_USER from=B
