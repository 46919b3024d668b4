# Name:  A thread that is traced stops alone for its signals, and with its group for the tracer
# Spec:  ptrace(2)
# Rule:  28
# Ports: linux sim
A fork B
B thread C
A handle CHLD
A ptrace SEIZE C
A tkill C USR1
= A handler CHLD code=TRAPPED child=C status=USR1
= C trap
A wait = C stopped USR1
A ptrace CONT C
= C runs on
B nothing
A kill B STOP
= A handler CHLD code=STOPPED child=C status=STOP
= B stops
= C trap
A wait = C stopped STOP event 128
A wait B options=UNTRACED = B stopped STOP
A kill B CONT
= A handler CHLD code=CONTINUED child=B status=CONT
= B runs on
A ptrace CONT C
= A handler CHLD code=STOPPED child=C status=0
A wait = C stopped TRAP event 128
A ptrace CONT C
= C runs on
