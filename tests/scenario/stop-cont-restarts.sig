# Name:  After a stop and a SIGCONT read and poll go on; epoll_wait and sigtimedwait end with EINTR, handler or not
# Spec:  signal(7), interruption of system calls by stop signals
# Rule:  19
A fork B
B pipe r w
B epoll e
B thread C
B thread D
B thread E
B read r ...
C epoll_wait e ...
D sigwait {HUP} ...
E poll r timeout=1000s ...
A kill B STOP
= B stops
= C stops
= D stops
= E stops
A kill B CONT
= B runs on
= C epoll_wait EINTR
= C runs on
= D sigwait EINTR
= D runs on
= E runs on
