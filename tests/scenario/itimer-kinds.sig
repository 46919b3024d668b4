# Name:  setitimer: REAL is of the process's time, VIRTUAL and PROF count CPU time
# Spec:  setitimer(2)
# Rule:  34
A handle ALRM
A handle VTALRM
A handle PROF
A itimer REAL 20ms
pass 100ms
= A handler ALRM code=SI_KERNEL
A getitimer REAL = off
A itimer VIRTUAL 20ms
A spin 100ms
= A handler VTALRM code=SI_KERNEL
A itimer PROF 20ms
A spin 100ms
= A handler PROF code=SI_KERNEL
A alarm 1000
A alarm 0 = was armed
