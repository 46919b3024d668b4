# Name:  With PTRACE_O_EXITKILL the tracee is killed when its tracer ends
# Spec:  ptrace(2), PTRACE_O_EXITKILL
# Rule:  28 37
# Ports: linux sim
A fork B
A fork C
B ptrace SEIZE C options=EXITKILL
B exit_group ...
= B exited 0
= C killed KILL
