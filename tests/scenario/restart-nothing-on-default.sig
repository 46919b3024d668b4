# Name:  A signal that is ignored, by choice or by default, does not interrupt any call
# Spec:  signal(7); POSIX.1-2017 2.4.4
# Rule:  29
A pipe r w
A fork B
A ignore USR1
A read r ...
B kill A USR1
B kill A CHLD
B kill A WINCH
B write w
= A read
A pause ...
B kill A USR1
B kill A URG
