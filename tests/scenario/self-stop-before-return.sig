# Name:  SIGSTOP to oneself stops before kill() returns
# Spec:  POSIX.1-2017 kill
# Rule:  35 6
A fork B
B seq do { say before; kill self STOP; say after } ...
= B say before
= B stops
A kill B CONT
= B say after
= B seq
= B runs on
