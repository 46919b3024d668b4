# Name:  A tracer that is not the parent is told of the death first, then the parent
# Spec:  ptrace(2)
# Rule:  28
# Ports: linux sim
A fork B
A fork C
A handle CHLD
C handle CHLD
C ptrace SEIZE B
B exit_group 3 ...
= B exited 3
= C handler CHLD code=EXITED child=B status=3
A wait B options=NOHANG = nothing
C wait B = B exited 3
= A handler CHLD code=EXITED child=B status=3
A wait B = B exited 3
