# Name:  read() of a signalfd is EINTR after a handler, and restarts with SA_RESTART
# Spec:  signalfd(2); signal(7)
# Rule:  27 19
A block USR1
A signalfd f USR1
A handle HUP
A handle INT flags=RESTART
A fork B
A sfd_read f ...
B kill A INT
= A handler INT code=SI_USER from=B
B kill A USR1
= A sfd_read USR1 code=SI_USER from=B
A sfd_read f ...
B kill A HUP
= A handler HUP code=SI_USER from=B
= A sfd_read EINTR
