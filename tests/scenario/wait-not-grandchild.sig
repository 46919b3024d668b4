# Name:  A grandchild cannot be waited for until its parent has ended and it is the subreaper's
# Spec:  wait(2); prctl(2), PR_SET_CHILD_SUBREAPER
# Rule:  26 25
A subreaper
A fork B
B fork C
C exit_group 4 ...
= C exited 4
A wait C options=NOHANG = ECHILD
B exit_group 1 ...
= B exited 1
A wait C = C exited 4
A wait B = B exited 1
