# Name:  A blocked signal becomes pending even if its action is to ignore it
# Spec:  POSIX.1-2017 2.4.1 (unspecified there); observed on 6.18
# Rule:  4 36
A ignore USR1
A block USR1
A kill self USR1
> A generate USR1 shared by=A blocked
> A target USR1 none
A sigpending = {USR1}
A sigwait USR1 = USR1 code=SI_USER from=A
> A accept USR1 sigtimedwait
A kill self CHLD
> A generate CHLD shared by=A ignored
A block CHLD
A kill self CHLD
> A generate CHLD shared by=A blocked
> A target CHLD none
A sigpending = {CHLD}
