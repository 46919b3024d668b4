# Name:  A timer on the process's CPU clock expires when time was used, not while it sleeps
# Spec:  timer_create(2); clock_getcpuclockid(3)
# Rule:  34
A handle RT1
A timer t sig=RT1 clock=PROCESS_CPU
A timer_set t 50ms
pass 300ms
A spin 200ms
= A handler RT1 code=SI_TIMER timer=t overrun=0 value=0
