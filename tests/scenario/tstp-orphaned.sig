# Name:  TSTP, TTIN and TTOU do nothing in an orphaned process group; SIGSTOP stops
# Spec:  POSIX.1-2017 2.4.3; setpgid(2)
# Rule:  8
A kill self TSTP
A kill self TTIN
A kill self TTOU
A fork B
B setpgid
A kill B TSTP
= B stops
A kill B CONT
= B runs on
A kill self STOP ...
= A stops
