# Name:  When the tracer of a main thread that has ended ends, a fatal signal ends its process at once again
# Spec:  ptrace(2)
# Rule:  28 29
# Ports: linux sim
A fork B
A fork E
B thread C
E ptrace SEIZE B
B exit 0 ...
= B gone
C vfork D ...
E exit_group 0 ...
= E exited 0
A kill B TERM
= B killed TERM
= C gone
A wait B = B killed TERM
