# Name:  exec waits until traced threads have been waited for
# Spec:  ptrace(2), execve(2) under ptrace
# Rule:  28 25
# Ports: linux sim
A fork B
B thread C
B thread D
A ptrace SEIZE D
C exec ...
= B gone
= D gone
A wait = D exited 0
= C exec
C nothing
