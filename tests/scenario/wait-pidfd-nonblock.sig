# Name:  waitid on a pidfd with PIDFD_NONBLOCK is EAGAIN while the child lives
# Spec:  waitid(2), P_PIDFD; pidfd_open(2)
# Rule:  26
A fork B
A pidfd_open p B flags=NONBLOCK
A waitid PIDFD fd=p options=EXITED = EAGAIN
B exit_group 6 ...
= B exited 6
A waitid PIDFD fd=p options=EXITED = code=EXITED child=B status=6
