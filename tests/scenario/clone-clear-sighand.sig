# Name:  CLONE_CLEAR_SIGHAND: what was caught is default in the child, what was ignored stays
# Spec:  clone(2)
# Rule:  25
A handle USR1
A ignore USR2
A fork B flags=CLEAR_SIGHAND
B action USR1 = default
B action USR2 = ignore
A action USR1 = handler flags=SIGINFO
