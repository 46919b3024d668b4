# Name:  PTRACE_PEEKSIGINFO behind the last is nothing; unknown flags and a negative count are EINVAL
# Spec:  ptrace(2), PTRACE_PEEKSIGINFO
# Rule:  28
# Ports: linux sim
A fork B
B block RT1
A sigqueue B RT1 value=1
A ptrace SEIZE B
A ptrace PEEKSIGINFO B = ESRCH
A ptrace INTERRUPT B
= B trap
A wait B = B stopped TRAP event 128
A ptrace PEEKSIGINFO B shared=1 off=1 = nothing
A ptrace PEEKSIGINFO B shared=1 nr=0 = nothing
A ptrace PEEKSIGINFO B shared=2 = EINVAL
A ptrace PEEKSIGINFO B shared=1 nr=-1 = EINVAL
A ptrace PEEKSIGINFO B shared=1 off=-1 = nothing
