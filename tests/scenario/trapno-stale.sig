# Name:  The frame of a signal that was sent shows the trap of the thread's last fault
# Spec:  gvisor #159, #11112; observed on 6.18, x86-64
# Rule:  38
A memory m kind=READONLY
A handle SEGV
A handle USR1 do { frame trap }
A kill self USR1
= A handler USR1 code=SI_USER from=A
= A frame trapno=0 err=0
A fault ACCERR at=m
= A handler SEGV code=ACCERR addr=m
A kill self USR1
= A handler USR1 code=SI_USER from=A
= A frame trapno=14 err=6
