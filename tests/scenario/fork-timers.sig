# Name:  fork: the child has no interval timers, no alarm and no POSIX timers
# Spec:  fork(2)
# Rule:  25
A timer t
A timer_set t 1000s
A itimer REAL 1000s
A itimer VIRTUAL 1000s
A itimer PROF 1000s
A fork B
B getitimer REAL = off
B getitimer VIRTUAL = off
B getitimer PROF = off
B timer_get t = EINVAL
A timer_get t = armed
