# Name:  sigpending() takes sizes up to 8 bytes; its pointer is checked
# Spec:  observed on 6.18
# Rule:  15
A sigpending size=4
A sigpending size=16 = EINVAL
A sigpending set=bad = EFAULT
A sigpending size=16 set=bad = EINVAL
