# Name:  A tracee stops at delivery; the tracer passes the signal on, drops it, or changes it
# Spec:  ptrace(2), signal-delivery-stop
# Rule:  28
# Ports: linux sim
A fork B
B handle USR1
B handle USR2
A ptrace SEIZE B
B kill self USR1 ...
= B trap
A wait B = B stopped USR1
A ptrace GETSIGINFO B = USR1 code=SI_USER from=B
A ptrace CONT B
= B kill
= B runs on
B kill self USR1 ...
= B trap
A wait B = B stopped USR1
A ptrace CONT B sig=USR1
= B handler USR1 code=SI_USER from=B
= B kill
= B runs on
B kill self USR1 ...
= B trap
A wait B = B stopped USR1
A ptrace CONT B sig=USR2
= B handler USR2 code=SI_USER from=A
= B kill
= B runs on
