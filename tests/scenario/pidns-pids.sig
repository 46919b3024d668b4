# Name:  si_pid is the sender's pid as the receiver sees it; 0 from outside of its namespace
# Spec:  pid_namespaces(7)
# Rule:  12 38
# Needs: root
A fork B flags=NEWPID
B fork C
C handle USR1
B handle CHLD
A handle CHLD
B kill C USR1
= C handler USR1 code=SI_USER from=B
A kill C USR1
= C handler USR1 code=SI_USER from=nobody
A sigqueue C USR1 value=3
= C handler USR1 code=SI_QUEUE from=nobody value=3
C exit_group 2 ...
= B handler CHLD code=EXITED child=C status=2
= C exited 2
B exit_group 3 ...
= A handler CHLD code=EXITED child=B status=3
= B exited 3
