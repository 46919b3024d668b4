# Name:  A timer has its entry from the beginning: it counts for RLIMIT_SIGPENDING, and timer_create gives EAGAIN
# Spec:  timer_create(2); getrlimit(2), RLIMIT_SIGPENDING
# Rule:  34 10
# Needs: root
A setresuid 61041 61041 61041
A rlimit SIGPENDING 1
A timer t sig=RT1
A timer u sig=RT1 = EAGAIN
A block RT2
A sigqueue self RT2 = EAGAIN
A timer_delete t
A sigqueue self RT2
