# Name:  Two children exit at once: SIGCHLD comes once or twice, and both are waited for
# Spec:  POSIX.1-2017 2.4.1
# Rule:  26
A handle CHLD quiet=1
A fork B
A fork C
par {
	B exit 1
	C exit 2
}
= B exited 1
= C exited 2
A wait B = B exited 1
A wait C = C exited 2
