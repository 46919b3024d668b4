# Name:  SIGIO is sent only if who set the owner might have signalled it
# Spec:  fcntl(2), F_SETOWN
# Rule:  39
# Needs: root
A fork B
B handle IO
A fork C
C setresuid 61042 61042 61042
C pipe r w
C setown r B
C setfl r ASYNC
C write w
C setown r self
C handle IO
C write w
= C handler IO code=SI_KERNEL
