# Name:  exec: POSIX timers are deleted, interval timers go on
# Spec:  execve(2)
# Rule:  25
A timer t
A timer_set t 1000s
A itimer REAL 1000s
A exec
A timer_get t = EINVAL
A getitimer REAL = armed
