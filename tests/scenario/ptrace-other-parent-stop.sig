# Name:  A group stop of a process that another traces is told to both, to each once
# Spec:  ptrace(2)
# Rule:  28
# Ports: linux sim
A fork B
A fork C
A handle CHLD
C handle CHLD
C ptrace SEIZE B
A kill B STOP
= B trap
= C handler CHLD code=TRAPPED child=B status=STOP
C wait B = B stopped STOP
A wait B options=UNTRACED|NOHANG = nothing
C ptrace CONT B sig=STOP
= A handler CHLD code=STOPPED child=B status=STOP
= C handler CHLD code=STOPPED child=B status=STOP
C wait B = B stopped STOP event 128
A wait B options=UNTRACED = B stopped STOP
C default CHLD
C ptrace LISTEN B
A kill B CONT
= A handler CHLD code=CONTINUED child=B status=CONT
C wait B = B stopped TRAP event 128
A wait B options=CONTINUED = B continued
C ptrace CONT B
