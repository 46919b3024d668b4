# Name:  Core-dump actions set the core flag of the wait status if RLIMIT_CORE and dumpable allow it
# Spec:  core(5); wait(2)
# Rule:  40
# Needs: root
A fork B
A rlimit CORE 100000000
A fork C
A fork D
D dumpable 0
B kill self QUIT ...
= B killed QUIT
C kill self QUIT ...
= C dumped QUIT
D kill self QUIT ...
= D killed QUIT
A fork E
E kill self TERM ...
= E killed TERM
