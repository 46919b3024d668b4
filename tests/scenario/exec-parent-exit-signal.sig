# Name:  After its parent's exec a child ends with SIGCHLD, whatever it was made with; wait still tells it apart
# Spec:  execve(2), clone(2); observed on 6.18
# Rule:  25
A fork B signal=USR1
A fork C signal=0
A fork D signal=USR1
B thread T
A exec
A handle USR1
A handle CHLD
B exit_group 3 ...
> B exit status=3
> A generate CHLD shared by=B
> A deliver CHLD handler
> A return CHLD
= A handler CHLD code=EXITED child=B status=3
= B exited 3
= T gone
C exit_group 4 ...
> C exit status=4
> A generate CHLD shared by=C
> A deliver CHLD handler
> A return CHLD
= A handler CHLD code=EXITED child=C status=4
= C exited 4
D fork E signal=USR1 flags=PARENT
E exit_group 5 ...
> E exit status=5
> A generate CHLD shared by=E
> A deliver CHLD handler
> A return CHLD
= A handler CHLD code=EXITED child=E status=5
= E exited 5
A fork F signal=USR1
F exit_group 6 ...
> F exit status=6
> A generate USR1 shared by=F
> A deliver USR1 handler
> A return USR1
= A handler USR1 code=EXITED child=F status=6
= F exited 6
A wait options=NOHANG = ECHILD
A wait options=CLONE = B exited 3
> A wait B
A wait C options=CLONE = C exited 4
> A wait C
A exec
A ignore CHLD
D exit_group 8 ...
> D exit status=8
= D gone
A waitid PID child=D options=EXITED|CLONE|NOHANG = ECHILD
