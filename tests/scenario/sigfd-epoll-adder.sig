# Name:  An epoll with a signalfd wakes for signals of the process that added it, not of the one that waits
# Spec:  signalfd(2), Limitations; epoll(7)
# Rule:  27
A block USR1
A signalfd f USR1
A epoll e
A epoll_add e f events=IN
A fork B
B kill self USR1
B epoll_wait e timeout=0 = timeout
A kill self USR1
A epoll_wait e timeout=0 = f=IN
