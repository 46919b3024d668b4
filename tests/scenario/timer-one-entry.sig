# Name:  A timer has one entry, however often it expires
# Spec:  timer_create(2); timer_getoverrun(2)
# Rule:  34
A block RT1
A timer t sig=RT1
A timer u sig=RT1 value=2
A timer_set t 10ms every=10ms
pass 100ms
> A generate RT1 shared by=kernel blocked
> A target RT1 none
A timer_set u 10ms
pass 100ms
> A generate RT1 shared by=kernel blocked
> A target RT1 none
A timer_delete t
A sigwait RT1 = RT1 code=SI_TIMER timer=u overrun=0 value=2
> A discard RT1 disarmed
> A accept RT1 sigtimedwait
A sigwait RT1 timeout=0 = EAGAIN
