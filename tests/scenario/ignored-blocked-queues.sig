# Name:  A blocked signal becomes pending even if its action is to ignore it
# Spec:  POSIX.1-2017 2.4.1 (unspecified there); observed on 6.18
# Rule:  4 36
A ignore USR1
A block USR1
A kill self USR1
A sigpending = {USR1}
A sigwait USR1 = USR1 code=SI_USER from=A
A kill self CHLD
A block CHLD
A kill self CHLD
A sigpending = {CHLD}
