# Name:  A timer's signal for a thread that has ended is dropped
# Spec:  timer_create(2), SIGEV_THREAD_ID; observed on 6.18
# Rule:  34 30
A handle RT1
A thread B
A timer t sig=RT1 notify=THREAD_ID thread=B
B exit ...
= B gone
A timer_set t 20ms
pass 200ms
A timer_get t = off
