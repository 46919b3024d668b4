/* SPDX-License-Identifier: MIT */
/*
 * The blocked mask, the saved one of sigsuspend and its kind, and the flag
 * that tells whether a look at the pending sets is worth it.
 */
#include "core.h"

/*
 * Set t's mask.
 *
 * Shared signals that t was to take and now blocks are handed to another
 * thread (rule 30): nobody else has been woken for them.
 * Locks: siglock; by t itself. Linux: __set_task_blocked().
 */
void ksig__set_blocked_locked(struct ksig_task *t, ksig_sigset blocked)
{
	ksig__assert_siglock(t->k, t->sighand);
	if (t->has_deliverable && t->group->nr_tasks > 1)
		ksig__retarget_locked(t, blocked & ~t->blocked);
	t->blocked = blocked;
	ksig__recalc_locked(t);
}

/*
 * ksig__set_blocked() has replaced t's mask former, and something is pending:
 * do the rest of what ksig__set_blocked_locked() does.
 *
 * When nothing was, nobody can have chosen t by its former mask without
 * having added to a set first, so there is nothing to hand over and nothing
 * new to deliver; a has_deliverable that is stale stays so until t's return.
 * Locks: takes siglock. Linux: __set_current_blocked().
 */
void ksig__set_blocked_pending(struct ksig_task *t, ksig_sigset former)
{
	if (t->blocked == former)
		return;
	ksig__lock_task(t);
	if (t->has_deliverable && t->group->nr_tasks > 1)
		ksig__retarget_locked(t, t->blocked & ~former);
	ksig__recalc_locked(t);
	ksig__unlock_task(t);
}

/* Locks: may take siglock. Linux: set_current_blocked(). */
void ksig_set_blocked(struct ksig_task *t, ksig_sigset blocked)
{
	ksig__set_blocked(t, blocked & ~KSIG_SET_ONLY_KERNEL);
}

/*
 * sigsuspend, ppoll and their kind: blocked for the time of the call.
 *
 * The former mask is put back by ksig_return_to_user(), or by sigreturn when
 * a handler runs: it is what the frame keeps (rule 20). As everywhere, a mask
 * that is the same is no occasion to look for what others were chosen for.
 * Locks: takes siglock. Linux: set_user_sigmask().
 */
void ksig__mask_save_and_set(struct ksig_task *t, ksig_sigset blocked)
{
	blocked &= ~KSIG_SET_ONLY_KERNEL;
	ksig__lock_task(t);
	t->saved_blocked = t->blocked;
	ksig__flags_set(&t->flags, KSIG_TASK_HAS_SAVED);
	if (blocked != t->blocked)
		ksig__set_blocked_locked(t, blocked);
	ksig__unlock_task(t);
}

/* Locks: takes siglock. Linux: restore_saved_sigmask(). */
void ksig__mask_restore(struct ksig_task *t)
{
	if (!(ksig__flags(&t->flags) & KSIG_TASK_HAS_SAVED))
		return;
	ksig__lock_task(t);
	ksig__flags_clear(&t->flags, KSIG_TASK_HAS_SAVED);
	if (t->saved_blocked != t->blocked)
		ksig__set_blocked_locked(t, t->saved_blocked);
	ksig__unlock_task(t);
}

/*
 * See ksig.h. Interrupted calls keep the temporary mask until the signal is
 * delivered: it is the one under which it was deliverable.
 * Linux: restore_saved_sigmask_unless().
 */
void ksig_sigmask_end(struct ksig_task *t, int64_t ret)
{
	switch (ret) {
	case -LINUX_EINTR:
	case -LINUX_ERESTARTSYS:
	case -LINUX_ERESTARTNOINTR:
	case -LINUX_ERESTARTNOHAND:
	case -LINUX_ERESTART_RESTARTBLOCK:
		break;
	default:
		ksig__mask_restore(t);
	}
}
