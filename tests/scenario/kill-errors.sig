# Name:  kill: signal 0 checks, a wrong number is EINVAL, nobody is ESRCH, a zombie can be signalled
# Spec:  kill(2)
# Rule:  17
A fork B
A kill B 0
A kill B 65 = EINVAL
A kill B -1 = EINVAL
B exit_group 3 ...
= B exited 3
A kill B 0
A kill B TERM
A wait B = B exited 3
A kill B 0 = ESRCH
A kill pid:0x7fffffff TERM = ESRCH
