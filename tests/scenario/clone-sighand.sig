# Name:  CLONE_SIGHAND shares dispositions with another process; exec takes it apart
# Spec:  clone(2)
# Rule:  25
A fork B flags=VM|SIGHAND
A handle USR1
B action USR1 = handler flags=SIGINFO
B ignore USR2
A action USR2 = ignore
A exec
A action USR1 = default
B action USR1 = handler flags=SIGINFO
