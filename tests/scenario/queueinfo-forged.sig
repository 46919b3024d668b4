# Name:  The sender fills in si_pid, and may lie; si_signo is the call's
# Spec:  rt_sigqueueinfo(2)
# Rule:  18 38
A fork B
A fork C
B handle RT2
A sigqueue B RT2 value=-1 from=C
= B handler RT2 code=SI_QUEUE from=C value=-1
A sigqueue B RT2 value=1 errno=5
= B handler RT2 code=SI_QUEUE errno=5 from=A value=1
A sigqueue B RT2 info=bad = EFAULT
A sigqueue B 65 = EINVAL
