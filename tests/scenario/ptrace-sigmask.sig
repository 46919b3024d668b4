# Name:  A tracer reads and sets the tracee's mask; KILL and STOP are left out
# Spec:  ptrace(2), PTRACE_GETSIGMASK
# Rule:  28 3
# Ports: linux sim
A fork B
B block {USR1 HUP}
A ptrace SEIZE B
A ptrace INTERRUPT B
= B trap
A wait B = B stopped TRAP event 128
A ptrace GETSIGMASK B = {HUP USR1}
A ptrace SETSIGMASK B mask={USR2 KILL STOP}
A ptrace GETSIGMASK B = {USR2}
A ptrace CONT B
= B runs on
B mask = {USR2}
