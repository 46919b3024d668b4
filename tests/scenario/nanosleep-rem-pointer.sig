# Name:  nanosleep takes a null pointer for what is left; a bad one is EFAULT instead of EINTR
# Spec:  graphene #2260; nanosleep(2)
# Rule:  19
A handle USR1
A fork B
A nanosleep 1000s rem=null ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A nanosleep EINTR
A nanosleep 1000s rem=bad ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A nanosleep EFAULT
