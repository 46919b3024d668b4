/* SPDX-License-Identifier: MIT */
/* The registers of a system call on x86-64. */
#include "../../core/core.h"
#include "frame.h"

#define SYSCALL_BYTES	2u	/* of the syscall instruction, 0f 05 */

uint64_t ksig__arch_sp(const struct ksig_regs *regs)
{
	return regs->sp;
}

bool ksig__arch_call_interrupted(const struct ksig_regs *regs, int32_t *err,
				 int64_t *nr)
{
	if (!ksig_regs_call_failed(regs))
		return false;
	*err = (int32_t)-(int64_t)regs->ax;
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
