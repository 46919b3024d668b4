# Name:  SIGCONT during a group stop that is not complete reports CLD_STOPPED only
# Spec:  observed on 6.18 (prepare_signal)
# Rule:  7
A handle CHLD
A fork B
B thread C
C vfork D ...
A kill B STOP
> B generate STOP shared by=A
> B target STOP main
> B deliver STOP stop
= B stops
A wait B options=UNTRACED|NOHANG = nothing
A kill B CONT
> B continue CONT
> B generate CONT shared by=A ignored
> A generate CHLD shared by=B
> A deliver CHLD handler
> A return CHLD
= A handler CHLD code=STOPPED child=B status=0
= B runs on
A wait B options=CONTINUED|NOHANG = B continued
> A wait B
