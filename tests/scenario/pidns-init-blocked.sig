# Name:  What init blocks is queued even if its action is default, and dropped when it unblocks
# Spec:  observed on 6.18 (sig_task_ignored, get_signal)
# Rule:  12
# Needs: root
A fork B flags=NEWPID
B fork C
B block {TERM INT}
C kill B TERM
A kill B INT
B sigpending = {INT TERM}
B unblock {TERM INT}
B sigpending = {}
