# Name:  A standard signal that is pending already is not queued again; the first one's siginfo stays
# Spec:  signal(7)
# Rule:  2
A block USR1
A sigqueue self USR1 value=1
A sigqueue self USR1 value=2
A sigwait USR1 = USR1 code=SI_QUEUE from=A value=1
A sigwait USR1 timeout=0 = EAGAIN
