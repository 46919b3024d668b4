# Name:  SIGEV_THREAD_ID: the signal is one thread's
# Spec:  timer_create(2)
# Rule:  34
A handle RT1
A thread B
A timer t sig=RT1 thread=B value=3
A timer_set t 20ms
pass 100ms
= B handler RT1 code=SI_TIMER timer=t overrun=0 value=3
A timer u notify=NONE
A timer_set u 20ms
pass 100ms
A timer_get u = off
