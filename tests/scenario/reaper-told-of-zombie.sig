# Name:  A subreaper hears of a zombie that it inherits, before the zombie's parent
# Spec:  prctl(2), PR_SET_CHILD_SUBREAPER; observed on 6.18
# Rule:  26 25
A subreaper
A block CHLD
A fork B
B fork C
C exit_group 4 ...
= C exited 4
B exit_group 1 ...
= B exited 1
A sigwait CHLD timeout=0 = CHLD code=EXITED child=C status=4
A wait C = C exited 4
A wait B = B exited 1
