# Name:  What PTRACE_SETSIGMASK unblocks is delivered when the tracee is resumed
# Spec:  ptrace(2), PTRACE_SETSIGMASK
# Rule:  28 3
# Ports: linux sim
A fork B
B handle USR1
B block USR1
A kill B USR1
A ptrace SEIZE B
A ptrace INTERRUPT B
= B trap
A wait B = B stopped TRAP event 128
A ptrace SETSIGMASK B mask={}
A ptrace CONT B
A wait B = B stopped USR1
A ptrace CONT B sig=USR1
= B handler USR1 code=SI_USER from=A
= B runs on
