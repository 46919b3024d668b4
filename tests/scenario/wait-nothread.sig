# Name:  __WNOTHREAD waits only for the children of the calling thread
# Spec:  wait(2), __WNOTHREAD
# Rule:  26
A thread B
B fork C
C exit_group 2 ...
= C exited 2
A wait options=NOTHREAD = ECHILD
B wait options=NOTHREAD = C exited 2
