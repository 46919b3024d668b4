# Name:  The close of a pipe's last writer sends F_SETSIG's signal too, and it says IN
# Spec:  fcntl(2), F_SETSIG; observed on 6.18
# Rule:  39 38
A pipe r w
A handle RT3
A setown r A
A setsig r RT3
A setfl r ASYNC
A close w
= A handler RT3 code=IN fd=r band=65
