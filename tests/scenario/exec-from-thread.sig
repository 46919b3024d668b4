# Name:  exec in a thread takes the process over: the other threads end, the pid stays
# Spec:  execve(2)
# Rule:  25
A fork B
B thread C
C exec
= B gone
A kill C 0
A tkill C 0
C exit_group 5 ...
= C exited 5
A wait C = C exited 5
