# Name:  wait for a process group, one's own group, or a child; nobody to wait for is ECHILD
# Spec:  wait(2); waitid(2)
# Rule:  26
A fork B
A fork C
B setpgid
B exit_group 1 ...
= B exited 1
C exit_group 2 ...
= C exited 2
A wait group:B = B exited 1
A wait group:B = ECHILD
A wait 0 = C exited 2
A wait 0 = ECHILD
A fork D
A wait D options=NOHANG = nothing
A waitid PGID child=group:A options=EXITED|NOHANG = nothing
A waitid PID child=pid:1 options=EXITED = ECHILD
