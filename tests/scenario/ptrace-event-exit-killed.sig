# Name:  With PTRACE_O_TRACEEXIT one that SIGKILL ends stops as well; a second SIGKILL does not end that stop
# Spec:  ptrace(2), PTRACE_O_TRACEEXIT; observed on 6.18
# Rule:  28 37
# Ports: linux sim
A fork B
A ptrace SEIZE B options=EXIT
A kill B KILL
= B trap
A wait B = B stopped TRAP event 6
A ptrace GETEVENTMSG B = killed KILL
A kill B KILL
A ptrace CONT B
= B killed KILL
A wait B = B killed KILL
