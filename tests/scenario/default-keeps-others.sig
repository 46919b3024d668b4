# Name:  Setting SIG_DFL for a signal whose default is not to be ignored leaves it pending
# Spec:  POSIX.1-2017 2.4.3
# Rule:  5
A fork B
B handle USR1
B block USR1
B kill self USR1
B default USR1
B sigpending = {USR1}
B unblock USR1 ...
= B killed USR1
A wait B = B killed USR1
