# Name:  A tracer sees a fault's signal, and may drop it: the instruction faults again
# Spec:  ptrace(2)
# Rule:  28 1
# Ports: linux sim
A fork B
B handle SEGV
A ptrace SEIZE B
B fault MAPERR ...
= B trap
A wait B = B stopped SEGV
A ptrace GETSIGINFO B = SEGV code=MAPERR addr=null
A ptrace CONT B
A wait B = B stopped SEGV
A ptrace CONT B sig=SEGV
= B handler SEGV code=MAPERR addr=null
= B fault
= B runs on
