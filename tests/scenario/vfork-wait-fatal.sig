# Name:  A signal that ends a process ends its wait in vfork(2), and the child goes on
# Spec:  vfork(2); signal(7)
# Rule:  37
A fork B
B vfork C ...
A kill B USR1
= B killed USR1
A wait B = B killed USR1
C kill self TERM ...
= C gone
