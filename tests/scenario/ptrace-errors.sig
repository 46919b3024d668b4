# Name:  ptrace: who is not stopped, or not a tracee, is ESRCH; oneself, or who is traced already, EPERM
# Spec:  ptrace(2)
# Rule:  28
# Ports: linux sim
A fork B
A ptrace CONT B = ESRCH
A ptrace SEIZE B
A ptrace CONT B = ESRCH
A ptrace SEIZE B = EPERM
A ptrace ATTACH A = EPERM
A fork C
C ptrace GETSIGINFO B = ESRCH
