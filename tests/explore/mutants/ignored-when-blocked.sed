# Fault: a blocked signal that is ignored is thrown away
# File: core/disposition.c
/^	if (ksig_sigset_has(blocked, sig))$/{
N
d
}
