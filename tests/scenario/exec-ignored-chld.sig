# Name:  SIGCHLD that is ignored stays so across exec, and reaps
# Spec:  execve(2); POSIX.1-2017 execve (unspecified there)
# Rule:  25 26
A fork B
B ignore CHLD
B exec
B action CHLD = ignore
B fork C
C exit_group 1 ...
= C gone
B wait = ECHILD
