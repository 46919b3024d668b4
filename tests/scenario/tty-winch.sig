# Name:  A change of the window's size is SIGWINCH for the foreground group
# Spec:  ioctl_tty(2)
# Rule:  39
A pty m t
A ctty t
A handle WINCH
A winsize m 40
= A handler WINCH code=SI_KERNEL
A winsize m 40
