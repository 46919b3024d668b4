# Name:  The child of an attached process with PTRACE_O_TRACECLONE begins with a SIGSTOP
# Spec:  ptrace(2), PTRACE_O_TRACECLONE
# Rule:  28
# Needs: root
# Ports: linux sim
A fork B
A ptrace ATTACH B
= B trap
A wait B = B stopped STOP
A ptrace SETOPTIONS B options=CLONE
A ptrace CONT B
= B runs on
B thread C ...
= B trap
= C trap
A wait B = B stopped TRAP event 3
A ptrace GETEVENTMSG B = C
A wait = C stopped STOP
A ptrace GETSIGINFO C = STOP code=SI_USER from=nobody
A ptrace CONT C
= C runs on
A ptrace CONT B
= B thread
= B runs on
C nothing
