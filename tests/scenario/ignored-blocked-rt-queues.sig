# Name:  Real-time signals that are blocked and ignored are all queued, in order
# Spec:  POSIX.1-2017 2.4.1 (unspecified there); observed on 6.18
# Rule:  4 36
A ignore RT1
A block RT1
A sigqueue self RT1 value=1
A sigqueue self RT1 value=2
A sigwait RT1 = RT1 code=SI_QUEUE from=A value=1
A sigwait RT1 = RT1 code=SI_QUEUE from=A value=2
A unblock RT1
