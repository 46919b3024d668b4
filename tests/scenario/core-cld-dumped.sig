# Name:  SIGCHLD says CLD_DUMPED for a child that dumped core, CLD_KILLED for others
# Spec:  sigaction(2); core(5)
# Rule:  40 38
A handle CHLD
A rlimit CORE 100000000
A fork B
A fork C
A kill B ABRT
= A handler CHLD code=DUMPED child=B status=ABRT
= B dumped ABRT
A kill C KILL
= A handler CHLD code=KILLED child=C status=KILL
= C killed KILL
