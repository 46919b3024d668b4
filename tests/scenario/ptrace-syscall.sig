# Name:  PTRACE_SYSCALL stops at a call's entry and exit; a signal given there is sent anew
# Spec:  ptrace(2), Syscall-stops
# Rule:  28
# Ports: linux sim
A pipe r w
A fork B
B handle USR1
B read r ...
A ptrace SEIZE B options=SYSGOOD
A ptrace INTERRUPT B
= B trap
A wait B = B stopped TRAP event 128
A ptrace SYSCALL B
A wait B = B stopped 133
A ptrace GETSIGINFO B = TRAP code=133
A ptrace SYSCALL B
= B runs on
A write w 1
= B trap
A wait B = B stopped 133
A ptrace CONT B sig=USR1
A wait B = B stopped USR1
A ptrace GETSIGINFO B = USR1 code=SI_KERNEL
A ptrace CONT B sig=USR1
= B handler USR1 code=SI_KERNEL
= B read
= B runs on
