# Name:  Keys signal the terminal's foreground group
# Spec:  termios(3), ISIG; POSIX.1-2017 11.1
# Rule:  39
A pty m t
A ctty t
A fork B
B setpgid
A tcsetpgrp t B
A tcgetpgrp t = B
A handle INT
B handle INT
A type m ctrl-c
= B handler INT code=SI_KERNEL
A type m ctrl-z
= B stops
A kill B CONT
= B runs on
A type m ctrl-\
= B killed QUIT
