# Name:  Unknown sa_flags bits are cleared silently; SA_UNSUPPORTED too, which shows that they are
# Spec:  sigaction(2), dynamically probing for flag bits
# Rule:  14
A handle USR1 flags=UNSUPPORTED|RESTART
A action USR1 = handler flags=SIGINFO|RESTART
A handle USR1 flags=0x00800000|ONSTACK|EXPOSE_TAGBITS
A action USR1 = handler flags=SIGINFO|EXPOSE_TAGBITS|ONSTACK
