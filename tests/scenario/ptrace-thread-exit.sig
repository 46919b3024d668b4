# Name:  A traced thread that has ended is its tracer's to wait for; what ends its process later is its status too
# Spec:  ptrace(2); wait(2)
# Rule:  28
# Ports: linux sim
A fork B
B thread C
A ptrace SEIZE C
C exit 3 ...
= C gone
A wait = C exited 3
B thread D
A ptrace SEIZE D
D exit 4 ...
= D gone
B exit_group 5 ...
= B gone
A wait B options=NOHANG = nothing
A wait = D exited 5
= B exited 5
A wait B = B exited 5
