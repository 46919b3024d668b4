# Name:  A POSIX timer's signal says which timer, its value and the overrun
# Spec:  timer_create(2)
# Rule:  34
A handle RT1
A timer t sig=RT1 value=7
A timer_set t 20ms
pass 100ms
= A handler RT1 code=SI_TIMER timer=t overrun=0 value=7
A timer_get t = off
A timer_overrun t
