# Name:  wait4() and waitid() restart with SA_RESTART, and are EINTR without
# Spec:  signal(7)
# Rule:  19
A fork B
A fork C
A handle USR1 flags=RESTART
A handle USR2
A wait C ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
B kill A USR2
= A handler USR2 code=SI_USER from=B
= A wait EINTR
A waitid PID child=C options=EXITED ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
C exit_group 4 ...
= A waitid code=EXITED child=C status=4
= C gone
