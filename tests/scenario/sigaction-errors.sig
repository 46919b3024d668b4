# Name:  sigaction: the number, then the size, then the pointers are looked at
# Spec:  sigaction(2)
# Rule:  14
A sigaction 0 = EINVAL
A sigaction 65 = EINVAL
A sigaction -1 = EINVAL
A sigaction KILL = EINVAL
A sigaction KILL new=null
A sigaction USR1 new=bad = EFAULT
A sigaction USR1 size=4 = EINVAL
A sigaction 65 size=4 new=bad = EINVAL
A action USR1 = default
A sigaction USR1 old=bad = EFAULT
A action USR1 = ignore
