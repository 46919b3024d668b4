# Name:  waitid for EXITED does not see a stop; for STOPPED a dead child is ECHILD
# Spec:  waitid(2); observed on 6.18
# Rule:  26
A fork B
A kill B STOP
= B stops
A waitid PID child=B options=EXITED|NOHANG = nothing
A kill B KILL
= B killed KILL
A waitid PID child=B options=STOPPED|NOHANG = ECHILD
A waitid PID child=B options=EXITED = code=KILLED child=B status=KILL
