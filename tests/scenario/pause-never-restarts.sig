# Name:  pause() always ends with EINTR after a handler, SA_RESTART or not
# Spec:  signal(7)
# Rule:  19
A handle USR1 flags=RESTART
A fork B
A pause ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A pause EINTR
