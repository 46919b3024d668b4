# Name:  A core dump ends all threads; a fault in one of them is the process's death
# Spec:  core(5); signal(7)
# Rule:  40
A fork B
B rlimit CORE 100000000
B thread C
C fault MAPERR ...
= B dumped SEGV
= C gone
A wait B = B dumped SEGV
