# Name:  A process that is stopped dies when SIGKILL is sent, without SIGCONT
# Spec:  gvisor #13683; signal(7)
# Rule:  37 29
A fork B
B thread C
A kill B STOP
= B stops
= C stops
A kill B TERM
A kill B KILL
= B killed KILL
= C gone
A wait B = B killed KILL
