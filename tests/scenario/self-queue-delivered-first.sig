# Name:  sigqueue() to oneself runs the handler before it returns
# Spec:  POSIX.1-2017 sigqueue
# Rule:  35
A handle RT1
A seq do { sigqueue self RT1 value=3; say after }
= A handler RT1 code=SI_QUEUE from=A value=3
= A say after
