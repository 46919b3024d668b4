# Name:  When the tracer ends, its tracees run on
# Spec:  ptrace(2)
# Rule:  28
# Ports: linux sim
A fork C
C handle USR1
A fork B
B ptrace SEIZE C
A kill C USR1
= C trap
B exit_group ...
= B exited 0
= C handler USR1 code=SI_USER from=A
= C runs on
