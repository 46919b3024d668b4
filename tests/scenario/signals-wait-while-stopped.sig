# Name:  What is sent to a stopped process is delivered when it runs on; SIGKILL at once
# Spec:  signal(7); POSIX.1-2017 2.4.3
# Rule:  37
A fork B
A fork C
B handle USR1
A kill B STOP
= B stops
A kill C STOP
= C stops
A kill B USR1
A kill C TERM
A kill B CONT
= B handler USR1 code=SI_USER from=A
= B runs on
A kill C KILL
= C killed KILL
