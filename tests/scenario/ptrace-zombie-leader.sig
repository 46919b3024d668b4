# Name:  A main thread that has ended traced still keeps a fatal signal from ending its process at once
# Spec:  ptrace(2)
# Rule:  28 29
# Ports: linux sim
A fork B
B thread C
A ptrace SEIZE B
B exit 0 ...
= B gone
C vfork D ...
A kill B TERM
D exit_group 0 ...
= B killed TERM
= C gone
= D gone
A wait B = B killed TERM
