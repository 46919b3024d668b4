# Name:  A signal to oneself that is not blocked is delivered before kill() returns
# Spec:  POSIX.1-2017 kill
# Rule:  35
A handle USR1
A seq do { say before; kill self USR1; say after }
> A generate USR1 shared by=A
> A deliver USR1 handler
> A return USR1
= A say before
= A handler USR1 code=SI_USER from=A
= A say after
