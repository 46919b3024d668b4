# Name:  sigtimedwait: size, timeout and pointers are checked; KILL and STOP are dropped from the set
# Spec:  sigtimedwait(2)
# Rule:  36
A block USR1
A sigwait USR1 size=4 = EINVAL
A sigwait USR1 set=bad = EFAULT
A sigwait USR1 timeout=-1s = EINVAL
A kill self USR1
A sigwait USR1 info=bad = EFAULT
A sigpending = {}
A sigwait {KILL STOP} timeout=0 = EAGAIN
