# Name:  exec waits for a traced thread until its tracer has waited for it, or ended
# Spec:  ptrace(2), execve(2) under ptrace; observed on 6.18
# Rule:  28 25
# Ports: linux sim
A fork B
A fork E
B thread C
B thread D
E ptrace SEIZE D
C exec ...
= B gone
= D gone
E waitid ALL options=EXITED|NOWAIT = code=EXITED child=D status=0
E exit_group 0 ...
= C exec
= E exited 0
C nothing
