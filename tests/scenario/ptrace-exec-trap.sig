# Name:  A TRACEME tracee gets a SIGTRAP after exec; with PTRACE_O_TRACEEXEC it is an event stop
# Spec:  ptrace(2)
# Rule:  28 25
# Ports: linux sim
A fork B
B ptrace TRACEME
B exec ...
= B trap
A wait B = B stopped TRAP
A ptrace SETOPTIONS B options=EXEC
A ptrace CONT B
= B exec
= B runs on
B exec ...
= B trap
A wait B = B stopped TRAP event 4
