# Name:  PIDFD_THREAD of a main thread: it opens after its end, until the process is waited for; readable as the process is
# Spec:  pidfd_open(2), PIDFD_THREAD; observed on 6.18
# Rule:  38
# Linux: >= 6.15
outside subreaper
A fork B
B fork C
B thread D
C pidfd_open d D flags=THREAD
B exit 3 ...
= B gone
C pidfd_open b B flags=THREAD
C pidfd_send b USR1
C poll b ...
D exit 4 ...
> B exit status=4
> A generate CHLD shared by=B ignored
= B exited 4
= C poll b=IN
= D gone
C pidfd_open c B flags=THREAD
C pidfd_open e B
C pidfd_send c USR1
C pidfd_send e 0 flags=THREAD
C poll d = d=IN|HUP
C poll c = c=IN
C poll e = e=IN
A wait B = B exited 4
> A wait B
C pidfd_open f B flags=THREAD = ESRCH
C pidfd_open g B = ESRCH
C pidfd_send c USR1 = ESRCH
C poll c = c=IN|HUP
C poll e = e=IN|HUP
