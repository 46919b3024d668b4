# Name:  SIGKILL ends a tracee in a signal-delivery-stop; its tracer's requests are ESRCH then
# Spec:  tgoskits #1801, #1913; ptrace(2)
# Rule:  28 37
# Ports: linux sim
A fork B
B handle USR1
A ptrace SEIZE B
B kill self USR1 ...
= B trap
A wait B = B stopped USR1
A kill B KILL
= B killed KILL
A ptrace CONT B = ESRCH
A wait B = B killed KILL
