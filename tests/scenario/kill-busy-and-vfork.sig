# Name:  SIGKILL ends a thread in user code, one that waits for its vfork child, and a stopped one
# Spec:  signal(7); vfork(2)
# Rule:  37
A fork B
A fork C
A fork D
B spin ...
C vfork E ...
A kill D STOP
= D stops
A kill B KILL
= B killed KILL
A kill C KILL
= C killed KILL
A kill D KILL
= D killed KILL
