# Name:  Ignoring SIGCHLD reaps only children whose exit signal it is
# Spec:  observed on 6.18 (do_notify_parent)
# Rule:  26
A ignore CHLD
A fork B signal=USR2
A ignore USR2
B exit_group 3 ...
= B exited 3
A wait options=WALL = B exited 3
