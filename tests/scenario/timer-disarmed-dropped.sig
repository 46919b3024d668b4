# Name:  Disarming a timer drops its pending signal
# Spec:  timer_settime(2); observed on 6.18
# Rule:  34
# Linux: >= 6.13
A block RT1
A timer t sig=RT1
A timer_set t 20ms
pass 200ms
A timer_set t 0
A sigwait RT1 timeout=0 = EAGAIN
