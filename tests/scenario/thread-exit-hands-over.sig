# Name:  A thread that exits with a shared signal pending for it leaves it to the others
# Spec:  observed on 6.18 (exit_signals)
# Rule:  30
A handle USR1
A block USR1
A thread B
B block USR1
A kill self USR1
> A generate USR1 shared by=A blocked
> A target USR1 none
B sigpending = {USR1}
B exit ...
= B gone
A sigpending = {USR1}
A unblock USR1
> A deliver USR1 handler
> A return USR1
= A handler USR1 code=SI_USER from=A
