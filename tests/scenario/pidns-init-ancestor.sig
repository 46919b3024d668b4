# Name:  From an ancestor namespace only SIGKILL and SIGSTOP work on init by default
# Spec:  pid_namespaces(7)
# Rule:  12
# Needs: root
A fork B flags=NEWPID
B handle USR1
A kill B TERM
A kill B USR1
= B handler USR1 code=SI_USER from=nobody
A kill B STOP
= B stops
A kill B CONT
= B runs on
A kill B KILL
= B killed KILL
A wait B = B killed KILL
