# Name:  The exit signal may be another than SIGCHLD, or none; wait needs __WALL or __WCLONE then
# Spec:  clone(2); wait(2)
# Rule:  25
A handle USR1
A handle CHLD
A fork B signal=USR1
A fork C signal=0
B exit_group 3 ...
= A handler USR1 code=EXITED child=B status=3
= B exited 3
A wait options=NOHANG = ECHILD
A wait options=CLONE = B exited 3
C exit_group 4 ...
= C exited 4
A wait options=WALL = C exited 4
