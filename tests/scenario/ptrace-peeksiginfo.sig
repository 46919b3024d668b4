# Name:  PTRACE_PEEKSIGINFO shows what is queued, private or shared, and leaves it
# Spec:  ptrace(2), PTRACE_PEEKSIGINFO
# Rule:  28
# Ports: linux sim
A fork B
B block {USR1 RT1}
A ptrace SEIZE B
A tkill B USR1
A sigqueue B RT1 value=1
A sigqueue B RT1 value=2
A ptrace INTERRUPT B
= B trap
A wait B = B stopped TRAP event 128
A ptrace PEEKSIGINFO B nr=4 = USR1 code=SI_TKILL from=A
A ptrace PEEKSIGINFO B shared=1 nr=4 = RT1 code=SI_QUEUE from=A value=1, RT1 code=SI_QUEUE from=A value=2
A ptrace PEEKSIGINFO B shared=1 off=1 nr=4 = RT1 code=SI_QUEUE from=A value=2
A ptrace CONT B
= B runs on
B sigpending = {USR1 RT1}
