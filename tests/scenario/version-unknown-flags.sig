# Name:  Before Linux 5.11 SA_UNSUPPORTED is kept and read back
# Spec:  sigaction(2), Dynamically probing for flag bits
# Rule:  14
# Linux: < 5.11
A handle USR1 flags=UNSUPPORTED
A action USR1 = handler flags=SIGINFO|UNSUPPORTED
