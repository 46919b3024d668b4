# Name:  Who is killed at the entry of a call does not make it
# Spec:  ptrace(2), Syscall-stops
# Rule:  28 37
# Ports: linux sim
A pipe r w
A fork B
B read r ...
A ptrace SEIZE B
A ptrace INTERRUPT B
= B trap
A wait B = B stopped TRAP event 128
A ptrace SYSCALL B
A wait B = B stopped TRAP
A write w 1
A kill B KILL
= B killed KILL
A read r
