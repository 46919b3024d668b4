# Name:  nanosleep is EINTR after a handler, whatever its flags, and says what is left; absolute ones do not
# Spec:  nanosleep(2); clock_nanosleep(2)
# Rule:  19
A fork B
A handle USR1 flags=RESTART
A nanosleep 1000s ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A nanosleep EINTR left
A nanosleep 1000s rem=bad ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A nanosleep EFAULT
A nanosleep 1000s rem=null ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A nanosleep EINTR
A clock_nanosleep 1000s clock=REALTIME abs=1 ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A clock_nanosleep EINTR untouched
A clock_nanosleep 1000s clock=BOOTTIME ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A clock_nanosleep EINTR left
