# Name:  A signal that its tracer has made blocked goes back into the set it came from
# Spec:  ptrace(2), PTRACE_SETSIGMASK; observed on 6.18
# Rule:  28
# Ports: linux sim
A fork B
B thread C
B handle USR1
B handle USR2
C block {USR1 USR2}
A ptrace SEIZE B
A tkill B USR1
= B trap
A wait B = B stopped USR1
A ptrace SETSIGMASK B mask={USR1 USR2}
A ptrace CONT B sig=USR1
= B runs on
A kill B USR2
C sigpending = {USR2}
B sigpending = {USR1 USR2}
B unblock {USR1} ...
= B trap
A wait B = B stopped USR1
A ptrace SETSIGMASK B mask={USR1 USR2}
A ptrace CONT B sig=USR2
= B unblock
= B runs on
C sigpending = {USR2}
B sigpending = {USR2}
C unblock {USR1 USR2}
= C handler USR2 code=SI_USER from=A
