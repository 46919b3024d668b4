# Name:  Setting the mask that a thread has already lets it take nothing that another was chosen for; another mask does
# Spec:  observed on 6.18
# Rule:  31
A thread B
A thread C
A vfork E ...
B handle RT1
B kill self RT1
> A generate RT1 shared by=B
> A target RT1 main
B sigsuspend {} ...
C ppoll mask={} timeout=0 = timeout
C setmask {}
C setmask {USR1}
> C deliver RT1 handler
> C return RT1
= C handler RT1 code=SI_USER from=A
E exit_group ...
> E exit status=0
> A generate CHLD shared by=E ignored
= A vfork
= E exited 0
A sigpending = {}
