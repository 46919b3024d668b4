# Name:  SIGCONT undoes a stop signal that a thread has taken and not yet acted upon
# Spec:  POSIX.1-2017 2.4.3
# Rule:  6
A fork B
B setpgid
A seq do { kill B TSTP; kill B CONT }
B nothing
