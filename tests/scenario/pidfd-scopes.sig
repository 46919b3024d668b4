# Name:  pidfd_send_signal to a thread, a process or its group, by flags
# Spec:  pidfd_send_signal(2)
# Rule:  38
# Linux: >= 6.9
A thread B
A fork C
A setpgid C
C handle USR1
A handle USR1
A pidfd_open p A
A pidfd_open t B flags=THREAD
A pidfd_open g C
A pidfd_send t USR1
= B handler USR1 code=SI_TKILL from=A
A pidfd_send p USR1 flags=GROUP
= A handler USR1 code=SI_USER from=A
A pidfd_send t USR1 flags=GROUP
= B handler USR1 code=SI_USER from=A
A pidfd_send g USR1 flags=PGRP
= C handler USR1 code=SI_USER from=A
A pidfd_send p USR1 flags=8 = EINVAL
A pidfd_send p USR1 flags=THREAD|GROUP = EINVAL
A pidfd_send p 65 = EINVAL
