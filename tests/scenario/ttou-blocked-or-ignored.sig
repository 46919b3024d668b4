# Name:  A background process that blocks or ignores SIGTTOU may change the foreground group
# Spec:  gvisor #7941; POSIX.1-2017 tcsetpgrp
# Rule:  8 39
A pty m t
A ctty t
A fork B
B setpgid
B ignore TTOU
B tcsetpgrp t B
A tcgetpgrp t = B
A block TTOU
A tcsetpgrp t A
A tcgetpgrp t = A
B default TTOU
B tcsetpgrp t B ...
= B stops
