# Name:  A pid namespace's init drops signals with default action from its own namespace, even SIGKILL
# Spec:  pid_namespaces(7)
# Rule:  12
# Needs: root
A fork B flags=NEWPID
B fork C
C kill B TERM
C kill B KILL
C kill B STOP
B kill self KILL
B handle TERM
C kill B TERM
= B handler TERM code=SI_USER from=C
C kill B RT3
