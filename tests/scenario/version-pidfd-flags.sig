# Name:  Before Linux 6.9 pidfd_send_signal takes no flags
# Spec:  pidfd_send_signal(2), HISTORY
# Rule:  38
# Linux: < 6.9
A fork B
A pidfd_open p B
A pidfd_send p USR1 flags=PGRP = EINVAL
A pidfd_send p USR1 flags=GROUP = EINVAL
