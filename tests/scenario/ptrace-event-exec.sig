# Name:  PTRACE_EVENT_EXEC tells the id that a thread had before its exec; the other threads leave
# Spec:  ptrace(2), execve(2) under ptrace
# Rule:  28 25
# Ports: linux sim
A fork B
B thread C
A ptrace SEIZE B options=EXEC
A ptrace SEIZE C options=EXEC
C exec ...
= B trap
= C gone
A wait B = B stopped TRAP event 4
A ptrace GETEVENTMSG B = C
A ptrace CONT B
= B gone
= C exec
C nothing
