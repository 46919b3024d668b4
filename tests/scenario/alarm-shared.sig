# Name:  An alarm that a thread sets is the process's, and remains when the thread ends
# Spec:  alarm(2); fork(2)
# Rule:  34 31
A handle ALRM
A thread B
B itimer REAL 100ms
B exit ...
= B gone
A getitimer REAL = armed
pass 500ms
= A handler ALRM code=SI_KERNEL
