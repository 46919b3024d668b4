# Name:  Over the soft RLIMIT_CPU there is SIGXCPU
# Spec:  getrlimit(2), RLIMIT_CPU
# Rule:  39 40
# The limit counts ticks, CPU clocks count exactly: whoever spins for a fixed
# time may get another a second later.
A fork B
B rlimit CPU 1
B handle XCPU flags=RESETHAND do { longjmp }
B spin = jumped
pass until B
= B handler XCPU code=SI_KERNEL
