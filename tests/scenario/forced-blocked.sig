# Name:  A fault whose signal is blocked kills, handler or not
# Spec:  signal(7); POSIX.1-2017 pthread_sigmask (undefined there)
# Rule:  13
A handle SEGV
A block SEGV
A fault MAPERR ...
> A generate SEGV private by=A forced
> A deliver SEGV core
> A exit SEGV killed
> outside generate CHLD shared by=A ignored
= A killed SEGV
