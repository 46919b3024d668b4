# Name:  A SIGEV_NONE timer sends nothing and can be asked
# Spec:  timer_create(2), SIGEV_NONE
# Rule:  34
A timer t notify=NONE
A timer_set t 1000s
A timer_get t = armed
A timer_set t 20ms
pass 200ms
A timer_get t = off
A sigpending = {}
