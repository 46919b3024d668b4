# Name:  Over the soft RLIMIT_CPU there is SIGXCPU
# Spec:  getrlimit(2), RLIMIT_CPU
# Rule:  39 40
A fork B
B rlimit CPU 1
B handle XCPU flags=RESETHAND
B spin 1200ms
= B handler XCPU code=SI_KERNEL
