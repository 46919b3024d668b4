# Name:  A fatal signal does not end a traced process at once: its tracer may drop it
# Spec:  ptrace(2)
# Rule:  28 29
# Ports: linux sim
A fork B
B thread C
A ptrace SEIZE B
A ptrace SEIZE C
A kill B TERM
= B trap
A wait B = B stopped TERM
A ptrace CONT B
= B runs on
B nothing
A kill B TERM
= B trap
A wait B = B stopped TERM
A ptrace CONT B sig=TERM
= B gone
= C gone
A wait = C killed TERM
= B killed TERM
A wait B = B killed TERM
