# Name:  WNOWAIT leaves the child waitable; without it the child is gone
# Spec:  waitid(2)
# Rule:  26
A fork B
B exit_group 3 ...
= B exited 3
A waitid PID child=B options=EXITED|NOWAIT = code=EXITED child=B status=3
A waitid PID child=B options=EXITED|NOWAIT = code=EXITED child=B status=3
A waitid PID child=B options=EXITED = code=EXITED child=B status=3
A waitid PID child=B options=EXITED = ECHILD
