# Name:  read() of a pipe restarts after a handler with SA_RESTART, and is EINTR without
# Spec:  signal(7), interruption of system calls
# Rule:  19
A pipe r w
A fork B
A handle USR1 flags=RESTART
A handle USR2
A read r ...
B kill A USR1
> A generate USR1 shared by=B
> A deliver USR1 handler restart
> A return USR1
= A handler USR1 code=SI_USER from=B
B write w
= A read
A read r ...
B kill A USR2
> A generate USR2 shared by=B
> A deliver USR2 handler EINTR
> A return USR2
= A handler USR2 code=SI_USER from=B
= A read EINTR
