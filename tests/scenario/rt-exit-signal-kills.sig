# Name:  A child's real-time exit signal ends a parent that has no handler for it
# Spec:  clone(2); signal(7)
# Rule:  9 25
A subreaper
A fork B
B fork C signal=RT3
C exit_group ...
= B killed RT3
= C exited 0
A wait B = B killed RT3
