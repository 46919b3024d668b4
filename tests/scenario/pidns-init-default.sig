# Name:  A pid namespace's init drops signals with default action from its own namespace, even SIGKILL
# Spec:  pid_namespaces(7)
# Rule:  12
# Needs: root
A fork B flags=NEWPID
B fork C
C kill B TERM
> B generate TERM shared by=C ignored
C kill B KILL
> B generate KILL shared by=C ignored
C kill B STOP
> B generate STOP shared by=C ignored
B kill self KILL
> B generate KILL shared by=B ignored
B handle TERM
C kill B TERM
> B generate TERM shared by=C
> B deliver TERM handler
> B return TERM
= B handler TERM code=SI_USER from=C
C kill B RT3
> B generate RT3 shared by=C ignored
