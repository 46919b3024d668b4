# Name:  SIGSTOP stops every thread, SIGCONT lets them run on; the parent is told of both
# Spec:  signal(7); wait(2)
# Rule:  6 8
A fork B
B thread C
A handle CHLD
A kill B STOP
= A handler CHLD code=STOPPED child=B status=STOP
= B stops
= C stops
A wait B options=UNTRACED = B stopped STOP
A kill B CONT
= A handler CHLD code=CONTINUED child=B status=CONT
= B runs on
= C runs on
A wait B options=CONTINUED = B continued
