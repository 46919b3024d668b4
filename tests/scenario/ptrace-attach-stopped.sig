# Name:  A process that is stopped when it is attached is found so at once; ATTACH's own SIGSTOP comes after
# Spec:  ptrace(2), PTRACE_ATTACH
# Rule:  28
# Ports: linux sim
A fork B
A kill B STOP
= B stops
A ptrace ATTACH B
= B trap
A wait B = B stopped STOP
A ptrace GETSIGINFO B = EINVAL
A ptrace SETSIGINFO B = EINVAL
A ptrace CONT B
A wait B = B stopped STOP
A ptrace GETSIGINFO B = STOP code=SI_KERNEL
A ptrace CONT B
= B runs on
