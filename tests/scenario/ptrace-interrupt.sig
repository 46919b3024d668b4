# Name:  PTRACE_SEIZE does not stop; PTRACE_INTERRUPT does, in a call that then goes on, and once more if it came in a stop
# Spec:  ptrace(2), PTRACE_INTERRUPT
# Rule:  28
# Ports: linux sim
A pipe r w
A fork B
B read r ...
A ptrace SEIZE B
A ptrace INTERRUPT B
= B trap
A wait B = B stopped TRAP event 128
A ptrace GETSIGINFO B = TRAP code=32773
A ptrace INTERRUPT B
A ptrace CONT B
A wait B = B stopped TRAP event 128
A ptrace CONT B
= B runs on
A write w 1
= B read
