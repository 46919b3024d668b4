# Name:  poll, select and their kind are EINTR after a handler, whatever its flags
# Spec:  signal(7)
# Rule:  19
A fork B
A pipe r w
A handle USR1 flags=RESTART
A poll r ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A poll EINTR
A ppoll r ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A ppoll EINTR
A select r ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A select EINTR
A pselect r ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A pselect EINTR
A poll r timeout=1000s ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A poll EINTR
