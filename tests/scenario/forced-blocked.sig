# Name:  A fault whose signal is blocked kills, handler or not
# Spec:  signal(7); POSIX.1-2017 pthread_sigmask (undefined there)
# Rule:  13
A handle SEGV
A block SEGV
A fault MAPERR ...
= A killed SEGV
