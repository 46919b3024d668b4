# Name:  SIGCONT resumes a stopped process even if it is ignored
# Spec:  signal(7); POSIX.1-2017 2.4.3
# Rule:  6
A fork B
B ignore CONT
A kill B STOP
= B stops
A kill B CONT
= B runs on
