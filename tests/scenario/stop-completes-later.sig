# Name:  A group stop is complete, and reported, when its last thread has stopped
# Spec:  ptrace(2), group-stop; wait(2)
# Rule:  7
A handle CHLD
A fork B
B default CHLD
B thread C
C vfork D ...
A kill B STOP
= B stops
D exit_group ...
= A handler CHLD code=STOPPED child=B status=STOP
= C stops
= D exited 0
A kill B CONT
= A handler CHLD code=CONTINUED child=B status=CONT
= B runs on
= C vfork
= C runs on
