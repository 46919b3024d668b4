# Name:  futex waits restart with SA_RESTART without a timeout; with one they are EINTR
# Spec:  futex(2); signal(7)
# Rule:  19
A memory m kind=SHARED bytes=4096
A fork B
A handle USR1 flags=RESTART
A handle USR2
A futex_wait m 0 ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
B futex_wake m = 1
= A futex_wait
A futex_wait m 0 ...
B kill A USR2
= A handler USR2 code=SI_USER from=B
= A futex_wait EINTR
A futex_wait m 0 timeout=1000s ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A futex_wait EINTR
