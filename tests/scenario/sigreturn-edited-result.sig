# Name:  The interrupted call's result in the frame may be edited
# Spec:  observed on 6.18, x86-64
# Rule:  24
A fork B
A handle USR1 do { edit ax=42 }
A pause ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A pause 42
