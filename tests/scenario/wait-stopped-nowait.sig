# Name:  WNOWAIT leaves a stop to be reported again
# Spec:  waitid(2), WNOWAIT
# Rule:  26
A fork B
A kill B STOP
= B stops
A waitid PID child=B options=STOPPED|NOWAIT = code=STOPPED child=B status=STOP
A waitid PID child=B options=STOPPED|NOWAIT = code=STOPPED child=B status=STOP
A waitid PID child=B options=STOPPED = code=STOPPED child=B status=STOP
A waitid PID child=B options=STOPPED|NOHANG = nothing
