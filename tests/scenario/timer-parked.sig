# Name:  A periodic timer whose signal is ignored sends it when a handler is set
# Spec:  timer_create(2); observed on 6.18
# Rule:  34 5
# Linux: >= 6.13
A ignore RT1
A timer t sig=RT1 value=4
A timer_set t 20ms every=1000s
pass 200ms
> A generate RT1 shared by=kernel ignored
A handle RT1
> A generate RT1 shared by=kernel
> A deliver RT1 handler
> A return RT1
= A handler RT1 code=SI_TIMER timer=t overrun=0 value=4
