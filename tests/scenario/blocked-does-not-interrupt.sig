# Name:  A blocked signal does not interrupt a call; it is delivered after it
# Spec:  POSIX.1-2017 2.4.1
# Rule:  29
A pipe r w
A fork B
A handle USR1
A block USR1
A read r ...
B kill A USR1
B write w
= A read
A unblock USR1
= A handler USR1 code=SI_USER from=B
