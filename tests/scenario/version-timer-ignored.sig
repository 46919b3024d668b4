# Name:  Before Linux 6.13 a periodic timer whose signal is ignored sends nothing when a handler is set
# Spec:  timer_create(2); docs/VERSIONS.md
# Rule:  34 5
# Linux: < 6.13
A ignore RT1
A timer t sig=RT1 value=4
A timer_set t 20ms every=1000s
pass 200ms
A handle RT1
