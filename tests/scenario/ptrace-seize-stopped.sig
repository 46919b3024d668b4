# Name:  A stopped process that is seized tells of its group-stop; detached, it is as it was
# Spec:  ptrace(2), PTRACE_SEIZE
# Rule:  28
# Ports: linux sim
A fork B
A kill B STOP
= B stops
A ptrace SEIZE B
= B trap
A wait B = B stopped STOP event 128
A ptrace GETSIGINFO B = STOP code=32787
A ptrace DETACH B
= B stops
A kill B CONT
= B runs on
