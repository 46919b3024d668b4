# Name:  Before Linux 6.13 the pending signal of a timer that is disarmed is delivered
# Spec:  timer_settime(2); docs/VERSIONS.md
# Rule:  34
# Linux: < 6.13
A block RT1
A timer t sig=RT1
A timer_set t 20ms
pass 200ms
A timer_set t 0
A sigwait RT1 timeout=0 = RT1 code=SI_TIMER timer=t overrun=0 value=0
