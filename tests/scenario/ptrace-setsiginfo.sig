# Name:  The siginfo that a tracer sets is what the handler sees
# Spec:  ptrace(2), PTRACE_SETSIGINFO
# Rule:  28 38
# Ports: linux sim
A fork B
B handle USR1
A ptrace SEIZE B
A kill B USR1
= B trap
A wait B = B stopped USR1
A ptrace SETSIGINFO B sig=USR1 code=SI_QUEUE value=9
A ptrace CONT B sig=USR1
= B handler USR1 code=SI_QUEUE from=A value=9
= B runs on
