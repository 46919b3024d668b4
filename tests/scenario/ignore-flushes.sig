# Name:  Setting SIG_IGN discards what is pending, shared and in every thread, blocked or not
# Spec:  POSIX.1-2017 2.4.3; sigaction(2)
# Rule:  5
A block USR1
A thread B
A kill self USR1
> A generate USR1 shared by=A blocked
> A target USR1 none
A tkill B USR1
> B generate USR1 private by=A blocked
> A target USR1 none
B sigpending = {USR1}
A ignore USR1
> A discard USR1 now-ignored
> B discard USR1 now-ignored
A sigpending = {}
B sigpending = {}
