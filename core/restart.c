/* SPDX-License-Identifier: MIT */
/*
 * The restart of interrupted system calls: what a -LINUX_ERESTART* in the
 * result register becomes (rule 19; signal(7), "Interruption of system
 * calls").
 */
#include "core.h"

/*
 * A handler is to run: the call is made again after it, or fails with EINTR.
 *
 * Returns which, and the call in *call_nr (-1: none was interrupted). A call
 * that has failed with EINTR of its own accord counts, its result stays.
 * Locks: none. Linux: handle_signal().
 */
enum ksig_restart ksig__restart_for_handler(struct ksig_regs *regs,
					    uint32_t sa_flags,
					    int64_t *call_nr)
{
	int32_t err;

	*call_nr = -1;
	if (!ksig__arch_call_interrupted(regs, &err, call_nr))
		return KSIG_RESTART_NONE;
	switch (err) {
	case LINUX_ERESTARTNOHAND:
	case LINUX_ERESTART_RESTARTBLOCK:
		break;
	case LINUX_ERESTARTSYS:
		if (!(sa_flags & LINUX_SA_RESTART))
			break;
		/* fall through */
	case LINUX_ERESTARTNOINTR:
		ksig__arch_call_again(regs);
		return KSIG_RESTART_RESTART;
	case LINUX_EINTR:
		return KSIG_RESTART_EINTR;
	default:
		*call_nr = -1;
		return KSIG_RESTART_NONE;
	}
	ksig__arch_call_result(regs, -LINUX_EINTR);
	return KSIG_RESTART_EINTR;
}

/*
 * No handler ran: the program must not notice, every code restarts.
 *
 * Returns whether the registers have changed. Locks: none.
 * Linux: arch_do_signal_or_restart().
 */
bool ksig__restart_without_handler(struct ksig_regs *regs)
{
	int32_t err;
	int64_t nr;

	if (!ksig__arch_call_interrupted(regs, &err, &nr))
		return false;
	switch (err) {
	case LINUX_ERESTARTSYS:
	case LINUX_ERESTARTNOINTR:
	case LINUX_ERESTARTNOHAND:
		ksig__arch_call_again(regs);
		return true;
	case LINUX_ERESTART_RESTARTBLOCK:
		ksig__arch_call_restart_block(regs);
		return true;
	default:
		return false;
	}
}
