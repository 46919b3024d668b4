# Name:  When the session leader ends, the foreground group gets SIGHUP
# Spec:  POSIX.1-2017 11.1.3; _exit
# Rule:  39
A fork B
B setsid
B pty m t
B ctty t
B fork C
C setpgid
B tcsetpgrp t C
C handle HUP
B exit_group ...
= B exited 0
= C handler HUP code=SI_KERNEL
