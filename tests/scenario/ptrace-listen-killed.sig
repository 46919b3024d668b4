# Name:  SIGKILL ends a tracee that LISTENs
# Spec:  ptrace(2)
# Rule:  28 37
# Ports: linux sim
A fork B
A ptrace SEIZE B
A kill B STOP
= B trap
A wait B = B stopped STOP
A ptrace CONT B sig=STOP
A wait B = B stopped STOP event 128
A ptrace LISTEN B
A kill B KILL
= B killed KILL
A wait B = B killed KILL
