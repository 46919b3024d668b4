# Name:  F_OWNER_PGRP: every member of the group gets SIGIO
# Spec:  fcntl(2), F_SETOWN_EX
# Rule:  39
A fork B
A fork C
A setpgid B
A setpgid C group=B
B handle IO
C handle IO
A pipe r w
A setown r B type=PGRP
A setfl r ASYNC
A write w
= B handler IO code=SI_KERNEL
= C handler IO code=SI_KERNEL
