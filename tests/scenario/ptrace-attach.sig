# Name:  PTRACE_ATTACH sends a SIGSTOP; PTRACE_DETACH lets the process run on
# Spec:  ptrace(2), PTRACE_ATTACH
# Rule:  28
# Ports: linux sim
A fork B
A ptrace ATTACH B
= B trap
A wait B = B stopped STOP
A ptrace DETACH B
= B runs on
B nothing
