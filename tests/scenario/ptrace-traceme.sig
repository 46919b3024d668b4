# Name:  After PTRACE_TRACEME the parent gets SIGCHLD with CLD_TRAPPED for each signal
# Spec:  ptrace(2), PTRACE_TRACEME
# Rule:  28
# Ports: linux sim
A fork B
A handle CHLD
B ptrace TRACEME
B raise USR1 ...
= A handler CHLD code=TRAPPED child=B status=USR1
= B trap
A wait B = B stopped USR1
A ptrace CONT B
= B raise
= B runs on
