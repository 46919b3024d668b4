# Name:  A level-triggered epoll says a signalfd is ready as long as a signal is pending
# Spec:  signalfd(2); epoll(7)
# Rule:  27
A block USR1
A signalfd f USR1
A epoll e
A epoll_add e f events=IN
A epoll_wait e timeout=0 = timeout
A kill self USR1
A epoll_wait e timeout=0 = f=IN
A epoll_wait e timeout=0 = f=IN
A sfd_read f = USR1 code=SI_USER from=A
A epoll_wait e timeout=0 = timeout
