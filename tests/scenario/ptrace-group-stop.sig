# Name:  A group-stop of an attached process has no siginfo; resumed it runs, though its group is stopped
# Spec:  ptrace(2), Group-stop
# Rule:  28
# Ports: linux sim
A fork B
A ptrace ATTACH B
= B trap
A wait B = B stopped STOP
A ptrace CONT B
= B runs on
A kill B STOP
= B trap
A wait B = B stopped STOP
A ptrace CONT B sig=STOP
A wait B = B stopped STOP
A ptrace GETSIGINFO B = EINVAL
A ptrace SETSIGINFO B = EINVAL
A ptrace CONT B
= B runs on
B nothing
A kill B CONT
= B trap
A wait B = B stopped CONT
A ptrace CONT B sig=CONT
= B runs on
