# Name:  A fault whose signal is ignored kills
# Spec:  POSIX.1-2017 2.4.3 (undefined there); observed on 6.18
# Rule:  13
A ignore FPE
A fork B
A fault DIV ...
= A killed FPE
B kill A 0
B action FPE = ignore
