# Name:  A SIGCONT during the delivery-stop of a SIGSTOP undoes it, even if the tracer passes it on
# Spec:  ptrace(2); observed on 6.18
# Rule:  28 6
# Ports: linux sim
A fork B
A ptrace SEIZE B
A kill B STOP
= B trap
A wait B = B stopped STOP
A kill B CONT
A ptrace CONT B sig=STOP
A wait B = B stopped TRAP event 128
A ptrace CONT B
