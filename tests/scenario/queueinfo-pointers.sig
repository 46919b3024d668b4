# Name:  sigqueue: a bad siginfo is EFAULT, a wrong number EINVAL, nobody ESRCH
# Spec:  rt_sigqueueinfo(2)
# Rule:  18
A sigqueue self USR1 info=bad = EFAULT
A sigqueue self USR1 info=null = EFAULT
A sigqueue self 65 = EINVAL
A fork B
A kill B KILL
= B killed KILL
A wait B = B killed KILL
A sigqueue B USR1 = ESRCH
