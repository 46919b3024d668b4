# Name:  When the session leader gives the terminal up, the foreground group gets SIGHUP and SIGCONT
# Spec:  tty_ioctl(4), TIOCNOTTY
# Rule:  39
A pty m t
A ctty t
A fork B
B setpgid
B handle HUP
B handle CONT
A block TTOU
A tcsetpgrp t B
B block {HUP CONT}
A notty t
B unblock {HUP CONT}
= B handler CONT code=SI_USER from=A
= B handler HUP code=SI_USER from=A
