# Name:  A stop is reported once, and not any more after the child has continued
# Spec:  wait(2); waitid(2)
# Rule:  26
A fork B
A kill B STOP
= B stops
A waitid PID child=B options=STOPPED|NOWAIT = code=STOPPED child=B status=STOP
A wait B options=UNTRACED = B stopped STOP
A wait B options=UNTRACED|NOHANG = nothing
A kill B CONT
= B runs on
A wait B options=CONTINUED|NOHANG = B continued
A wait B options=CONTINUED|NOHANG = nothing
A kill B STOP
= B stops
A kill B CONT
= B runs on
A wait B options=UNTRACED|NOHANG = nothing
A wait B options=CONTINUED|NOHANG = B continued
