# Name:  signalfd: wrong size, flags, address, or a descriptor that is none
# Spec:  signalfd(2)
# Rule:  27
A pipe r w
A block USR1
A signalfd f USR1 flags=NONBLOCK
A signalfd g USR1 size=4 = EINVAL
A signalfd h USR1 flags=1 = EINVAL
A signalfd i USR1 set=bad = EFAULT
A signalfd_set r USR1 = EINVAL
A signalfd_set f USR2
A kill self USR1
A sfd_read f = EAGAIN
A sfd_read f bytes=64 = EINVAL
A sfd_read f buf=bad = EFAULT
A signalfd_set f {USR1}
A sfd_read f buf=bad = EFAULT
A sigpending = {USR1}
