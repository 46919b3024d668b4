# Name:  CLONE_PTRACE: the child is its parent's tracer's, without an event; CLONE_UNTRACED: it is not
# Spec:  clone(2), CLONE_PTRACE, CLONE_UNTRACED
# Rule:  28
# Ports: linux sim
A fork B
A ptrace SEIZE B
B fork C flags=PTRACE
= C trap
A wait C = C stopped TRAP event 128
A ptrace CONT C
= C runs on
A ptrace DETACH B = ESRCH
A ptrace INTERRUPT B
= B trap
A wait B = B stopped TRAP event 128
A ptrace SETOPTIONS B options=FORK
A ptrace CONT B
= B runs on
B fork D flags=UNTRACED
A ptrace INTERRUPT D = ESRCH
