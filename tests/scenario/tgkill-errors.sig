# Name:  tgkill: a thread of another process is ESRCH; ids that are not positive are EINVAL
# Spec:  tgkill(2)
# Rule:  17
A fork B
A thread C
A tgkill B C USR1 = ESRCH
A tgkill A B USR1 = ESRCH
A tgkill A C 0
A tgkill A C 65 = EINVAL
A tgkill pid:0 C 0 = EINVAL
A tgkill A pid:-1 0 = EINVAL
A tkill pid:0 0 = EINVAL
A tkill pid:-1 0 = EINVAL
C exit ...
= C gone
A tgkill A C 0 = ESRCH
