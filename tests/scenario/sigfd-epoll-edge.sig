# Name:  An edge-triggered epoll says it once for each signal that is sent
# Spec:  signalfd(2); epoll(7)
# Rule:  27
A block {USR1 USR2}
A signalfd f {USR1 USR2}
A epoll e
A epoll_add e f events=IN|ET
A kill self USR1
A epoll_wait e timeout=0 = f=IN
A epoll_wait e timeout=0 = timeout
A kill self USR2
A epoll_wait e timeout=0 = f=IN
A epoll_wait e timeout=0 = timeout
