# Name:  When init ends, all of its namespace is killed
# Spec:  pid_namespaces(7)
# Rule:  12
# Needs: root
A fork B flags=NEWPID
B fork C
B fork D
D handle TERM
B exit_group 7 ...
= B exited 7
= C gone
= D gone
A wait B = B exited 7
