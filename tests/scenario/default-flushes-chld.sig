# Name:  Setting SIG_DFL for a signal ignored by default discards what is pending
# Spec:  POSIX.1-2017 2.4.3
# Rule:  5
A block CHLD
A handle CHLD
A kill self CHLD
A sigpending = {CHLD}
A default CHLD
A sigpending = {}
