# Name:  SIGKILL, SIGSTOP and what a fault forces cannot be taken by a signalfd
# Spec:  signalfd(2)
# Rule:  27
A fork B
B block {SEGV STOP}
B signalfd f {KILL STOP SEGV} flags=NONBLOCK
B kill self SEGV
B sfd_read f = SEGV code=SI_USER from=B
A kill B STOP
= B stops
A kill B CONT
= B runs on
B sfd_read f = EAGAIN
B fault MAPERR ...
= B killed SEGV
