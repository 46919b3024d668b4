# Name:  PTRACE_DETACH may pass a signal on
# Spec:  ptrace(2), PTRACE_DETACH
# Rule:  28
# Ports: linux sim
A fork B
B handle USR1
B handle USR2
A ptrace SEIZE B
A kill B USR1
= B trap
A wait B = B stopped USR1
A ptrace DETACH B sig=USR2
= B handler USR2 code=SI_USER from=A
= B runs on
