# Name:  A buffer smaller than a record is EINVAL, a bad address EFAULT: nothing is taken
# Spec:  signalfd(2)
# Rule:  27
A block {USR1 RT1}
A signalfd f {USR1 RT1} flags=NONBLOCK
A kill self USR1
A sfd_read f bytes=127 = EINVAL
A sigpending = {USR1}
A sfd_read f buf=bad = EFAULT
A sigpending = {USR1}
