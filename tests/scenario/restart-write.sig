# Name:  write() to a full pipe restarts with SA_RESTART, and is EINTR without
# Spec:  signal(7)
# Rule:  19
A pipe r w
A fork B
A fill w
A handle USR1 flags=RESTART
A handle USR2
A write w 4096 ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
B read r 512
B kill A USR2
= A handler USR2 code=SI_USER from=B
= A write EINTR
