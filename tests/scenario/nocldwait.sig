# Name:  SA_NOCLDWAIT reaps children by itself and still signals; SIG_IGN reaps and does not
# Spec:  sigaction(2); wait(2)
# Rule:  26
A fork B
A fork C
A handle CHLD flags=NOCLDWAIT
B exit_group 3 ...
> B exit status=3
> A generate CHLD shared by=B
> A deliver CHLD handler
> A return CHLD
= A handler CHLD code=EXITED child=B status=3
= B gone
A ignore CHLD
A fork D
A wait ...
C exit_group 4 ...
> C exit status=4
= C gone
D exit_group 5 ...
> D exit status=5
= A wait ECHILD
= D gone
