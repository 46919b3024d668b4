# Name:  If SETSIGINFO changed the number, the handler still sees what PTRACE_CONT names, made anew unless they agree
# Spec:  ptrace(2), PTRACE_SETSIGINFO
# Rule:  28 38
# Ports: linux sim
A fork B
B handle USR1
B handle USR2
A ptrace SEIZE B
A kill B USR1
= B trap
A wait B = B stopped USR1
A ptrace SETSIGINFO B sig=USR2 code=SI_QUEUE value=9
A ptrace CONT B sig=USR1
= B handler USR1 code=SI_USER from=A
= B runs on
A kill B USR1
= B trap
A wait B = B stopped USR1
A ptrace SETSIGINFO B sig=USR2 code=SI_QUEUE value=8
A ptrace CONT B sig=USR2
= B handler USR2 code=SI_QUEUE from=A value=8
= B runs on
