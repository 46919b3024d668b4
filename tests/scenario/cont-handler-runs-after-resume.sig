# Name:  A handler for SIGCONT runs once the process runs on
# Spec:  signal(7)
# Rule:  6
A fork B
B handle CONT
A kill B STOP
= B stops
A kill B CONT
= B handler CONT code=SI_USER from=A
= B runs on
