# Name:  epoll_wait and its kind are EINTR after a handler, whatever its flags
# Spec:  signal(7)
# Rule:  19
A fork B
A epoll e
A handle USR1 flags=RESTART
A epoll_wait e ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A epoll_wait EINTR
A epoll_pwait e ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A epoll_pwait EINTR
A epoll_pwait2 e ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A epoll_pwait2 EINTR
A epoll_wait e timeout=1000s ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A epoll_wait EINTR
