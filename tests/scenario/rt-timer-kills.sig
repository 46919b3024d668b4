# Name:  A timer's real-time signal ends a process without a handler
# Spec:  timer_create(2); signal(7)
# Rule:  9 34
A fork B
B timer t sig=RT4
B timer_set t 20ms
pass 200ms
= B killed RT4
A wait B = B killed RT4
