# Name:  SIGCONT resumes a stopped process even if it is blocked; it stays pending
# Spec:  signal(7)
# Rule:  6
A fork B
B handle CONT
B block CONT
A kill B STOP
= B stops
A kill B CONT
= B runs on
B sigpending = {CONT}
B unblock CONT
= B handler CONT code=SI_USER from=A
