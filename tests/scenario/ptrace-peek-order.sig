# Name:  PTRACE_PEEKSIGINFO goes by arrival, whatever the numbers
# Spec:  ptrace(2), PTRACE_PEEKSIGINFO; observed on 6.18
# Rule:  28
# Ports: linux sim
A fork B
B block all
A ptrace SEIZE B
A sigqueue B RT5 value=1
A kill B USR2
A sigqueue B RT1 value=2
A kill B HUP
A sigqueue B RT5 value=3
A ptrace INTERRUPT B
= B trap
A wait B = B stopped TRAP event 128
A ptrace PEEKSIGINFO B shared=1 nr=4 = RT5 code=SI_QUEUE from=A value=1, USR2 code=SI_USER from=A, RT1 code=SI_QUEUE from=A value=2, HUP code=SI_USER from=A
A ptrace PEEKSIGINFO B shared=1 off=3 nr=4 = HUP code=SI_USER from=A, RT5 code=SI_QUEUE from=A value=3
