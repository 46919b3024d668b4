# Name:  The mask argument of ppoll, pselect, epoll_pwait: its size is looked at first, then its address
# Spec:  poll(2); select(2); epoll_wait(2)
# Rule:  20
A pipe r w
A epoll e
A ppoll r mask={} size=4 timeout=0 = EINVAL
A ppoll r set=bad timeout=0 = EFAULT
A ppoll r set=bad size=4 timeout=0 = EINVAL
A ppoll r set=null size=4 timeout=0 = timeout
A pselect r mask={} size=4 timeout=0 = EINVAL
A pselect r set=bad timeout=0 = EFAULT
A epoll_pwait e mask={} size=4 timeout=0 = EINVAL
A epoll_pwait e set=bad timeout=0 = EFAULT
A sigsuspend {} size=4 = EINVAL
A sigsuspend {} set=bad = EFAULT
