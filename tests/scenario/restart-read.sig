# Name:  read() of a pipe restarts after a handler with SA_RESTART, and is EINTR without
# Spec:  signal(7), interruption of system calls
# Rule:  19
A pipe r w
A fork B
A handle USR1 flags=RESTART
A handle USR2
A read r ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
B write w
= A read
A read r ...
B kill A USR2
= A handler USR2 code=SI_USER from=B
= A read EINTR
