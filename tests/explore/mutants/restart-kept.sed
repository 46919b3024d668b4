# Fault: a restart code is kept when a handler runs
# File: core/restart.c
s/^	ksig__arch_call_result(regs, -LINUX_EINTR);/	(void)regs;/
