# Name:  kill(0) runs the caller's own handler before it returns
# Spec:  POSIX.1-2017 kill
# Rule:  35
A handle USR1
A seq do { kill 0 USR1; say after }
= A handler USR1 code=SI_USER from=A
= A say after
