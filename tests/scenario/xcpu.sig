# Name:  Over the soft RLIMIT_CPU there is SIGXCPU
# Spec:  getrlimit(2), RLIMIT_CPU
# Rule:  39 40
# The limit counts ticks, spin counts exactly: there is half a second between.
A fork B
B rlimit CPU 1
B handle XCPU flags=RESETHAND
B spin 1700ms
= B handler XCPU code=SI_KERNEL
