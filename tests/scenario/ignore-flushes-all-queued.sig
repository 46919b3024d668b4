# Name:  Setting SIG_IGN discards every queued instance of a real-time signal and no other number
# Spec:  sigaction(2)
# Rule:  5 2
A block {RT1 RT2}
A sigqueue self RT1 value=1
A sigqueue self RT1 value=2
A sigqueue self RT2 value=3
A ignore RT1
A sigwait {RT1 RT2} = RT2 code=SI_QUEUE from=A value=3
A sigwait {RT1 RT2} timeout=0 = EAGAIN
