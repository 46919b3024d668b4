# Name:  Writing in the background stops with SIGTTOU only if TOSTOP is set
# Spec:  POSIX.1-2017 11.1.4; termios(3), TOSTOP
# Rule:  8 39
A pty m t
A ctty t
A fork B
B setpgid
B write t
A tcsetattr t tostop=1
B write t ...
= B stops
A kill B KILL
= B killed KILL
A fork C
C setpgid
C ignore TTOU
C write t
