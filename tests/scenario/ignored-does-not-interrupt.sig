# Name:  An ignored signal does not interrupt epoll_wait, sigtimedwait, poll or nanosleep
# Spec:  POSIX.1-2017 2.4.4; signal(7)
# Rule:  29
A fork B
A ignore USR1
A epoll e
A thread C
A thread D
A thread E
A epoll_wait e ...
C sigwait {HUP} ...
D poll timeout=1000s ...
E nanosleep 1000s ...
B kill A USR1
B kill A CHLD
B tkill C USR1
B tkill D USR1
B tkill E WINCH
