# Name:  SA_NOCLDSTOP: no SIGCHLD for a child that stops or continues; wait sees it
# Spec:  sigaction(2)
# Rule:  26
A handle CHLD flags=NOCLDSTOP
A fork B
A kill B STOP
= B stops
A wait B options=UNTRACED = B stopped STOP
A kill B CONT
= B runs on
A wait B options=CONTINUED = B continued
A kill B KILL
= A handler CHLD code=KILLED child=B status=KILL
= B killed KILL
