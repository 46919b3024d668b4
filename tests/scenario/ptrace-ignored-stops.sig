# Name:  An ignored signal stops a tracee all the same, and does nothing if it is passed on
# Spec:  ptrace(2)
# Rule:  28 29
# Ports: linux sim
A fork B
B ignore USR1
A ptrace SEIZE B
A kill B USR1
= B trap
A wait B = B stopped USR1
A ptrace CONT B sig=USR1
= B runs on
