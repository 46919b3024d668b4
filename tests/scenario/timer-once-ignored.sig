# Name:  A timer that expires once while its signal is ignored is lost
# Spec:  timer_create(2); observed on 6.18
# Rule:  34 5
A ignore RT1
A timer t sig=RT1
A timer_set t 20ms
pass 200ms
A timer_get t = off
A handle RT1
