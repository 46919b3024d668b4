# Name:  tcsetpgrp: another session's group is EPERM, who has no controlling terminal ENOTTY
# Spec:  POSIX.1-2017 tcsetpgrp
# Rule:  39
A pty m t
A ctty t
A fork B
B setsid
A tcsetpgrp t B = EPERM
B tcgetpgrp t = ENOTTY
A tcgetpgrp t = A
