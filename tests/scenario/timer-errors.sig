# Name:  timer_create: a wrong signal or another process's thread is EINVAL, a bad event EFAULT; a deleted timer is EINVAL
# Spec:  timer_create(2)
# Rule:  34
A fork B
A timer t sig=65 = EINVAL
A timer u sig=RT1 notify=THREAD_ID thread=B = EINVAL
A timer v event=bad = EFAULT
A timer w sig=RT1
A timer_delete w
A timer_delete w = EINVAL
A timer_get w = EINVAL
