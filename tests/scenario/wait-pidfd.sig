# Name:  waitid on a pidfd; a signal by pidfd reaches the process until it has been waited for
# Spec:  waitid(2), P_PIDFD; pidfd_send_signal(2)
# Rule:  26
A fork B flags=PIDFD pidfd=p
B handle USR1
A pidfd_send p USR1
= B handler USR1 code=SI_USER from=A
A pidfd_send p USR1 value=5
= B handler USR1 code=SI_QUEUE from=A value=5
A pidfd_send p 0
A poll p timeout=0 = timeout
A pidfd_send p TERM
= B killed TERM
A poll p timeout=0 = p=IN
A pidfd_send p 0
A waitid PIDFD fd=p = code=KILLED child=B status=TERM
A pidfd_send p TERM = ESRCH
