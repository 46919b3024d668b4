# Name:  When the terminal hangs up, the session leader gets SIGHUP and SIGCONT
# Spec:  POSIX.1-2017 11.1.11
# Rule:  39
A pty m t
A ctty t
A handle HUP
A handle CONT
A close m
= A handler CONT code=SI_KERNEL
= A handler HUP code=SI_KERNEL
