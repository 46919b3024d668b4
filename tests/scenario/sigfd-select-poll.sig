# Name:  select and poll that wait for a signalfd wake up when its signal is sent
# Spec:  signalfd(2); select(2); poll(2)
# Rule:  27
A block USR1
A signalfd f USR1
A fork B
A poll f ...
B kill A USR1
= A poll f=IN
A sfd_read f = USR1 code=SI_USER from=B
A select f ...
B kill A USR1
= A select f=IN
