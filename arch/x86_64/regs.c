/* SPDX-License-Identifier: MIT */
/* The registers of a system call on x86-64. */
#include "frame.h"

#define SYSCALL_BYTES	2u	/* of the syscall instruction, 0f 05 */
#define MAX_ERRNO	4095

uint64_t ksig__arch_sp(const struct ksig_regs *regs)
{
	return regs->sp;
}

bool ksig__arch_call_interrupted(const struct ksig_regs *regs, int32_t *err,
				 int64_t *nr)
{
	int64_t ax = (int64_t)regs->ax;

	if (regs->orig_ax == (uint64_t)-1 || ax >= 0 || ax < -MAX_ERRNO)
		return false;
	*err = (int32_t)-ax;
	*nr = (int64_t)regs->orig_ax;
	return true;
}

static void again(struct ksig_regs *regs, uint64_t nr)
{
	regs->ax = nr;
	regs->ip -= SYSCALL_BYTES;
	regs->orig_ax = (uint64_t)-1;
}

void ksig__arch_call_again(struct ksig_regs *regs)
{
	again(regs, regs->orig_ax);
}

void ksig__arch_call_restart_block(struct ksig_regs *regs)
{
	again(regs, LINUX_NR_restart_syscall);
}

void ksig__arch_call_result(struct ksig_regs *regs, int64_t ret)
{
	regs->ax = (uint64_t)ret;
	regs->orig_ax = (uint64_t)-1;
}
