# Name:  SIGKILL is never intercepted
# Spec:  ptrace(2)
# Rule:  28 37
# Ports: linux sim
A fork B
A ptrace SEIZE B
B kill self USR1 ...
= B trap
A wait B = B stopped USR1
A kill B KILL
= B killed KILL
A wait B = B killed KILL
