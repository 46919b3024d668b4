# Name:  ctrl-z does nothing to an orphaned foreground group, and stops one that is not
# Spec:  POSIX.1-2017 11.1.9, 2.4.3
# Rule:  39 8
A pty m t
A ctty t
A type m ctrl-z
A fork B
B setpgid
A block TTOU
A tcsetpgrp t B
A type m ctrl-z
= B stops
