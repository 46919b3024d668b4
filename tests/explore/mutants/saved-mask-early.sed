# Fault: sigsuspend's mask is put back before its signal is delivered
# File: core/mask.c
/^	case -LINUX_ERESTARTNOHAND:$/d
