# Name:  SIGCONT during a group stop that is not complete reports CLD_STOPPED only
# Spec:  observed on 6.18 (prepare_signal)
# Rule:  7
A handle CHLD
A fork B
B thread C
C vfork D ...
A kill B STOP
= B stops
A wait B options=UNTRACED|NOHANG = nothing
A kill B CONT
= A handler CHLD code=STOPPED child=B status=0
= B runs on
A wait B options=CONTINUED|NOHANG = B continued
