# Name:  SIGPWR, SIGSTKFLT and SIGIO terminate by default
# Spec:  signal(7)
# Rule:  39 9
A fork B
A kill B PWR
= B killed PWR
A fork C
A kill C STKFLT
= C killed STKFLT
A fork D
A kill D IO
= D killed IO
