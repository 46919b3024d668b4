# Name:  A standard signal that is pending already is not queued again; the first one's siginfo stays
# Spec:  signal(7)
# Rule:  2
A block USR1
A sigqueue self USR1 value=1
> A generate USR1 shared by=A blocked
> A target USR1 none
A sigqueue self USR1 value=2
> A generate USR1 shared by=A blocked coalesced
A sigwait USR1 = USR1 code=SI_QUEUE from=A value=1
> A accept USR1 sigtimedwait
A sigwait USR1 timeout=0 = EAGAIN
