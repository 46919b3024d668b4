/* SPDX-License-Identifier: MIT */
/* The alternate signal stack (sigaltstack(2)). */
#include "core.h"

/*
 * Set t's alternate stack to *ss (not NULL) and tell the former one in *old
 * (not NULL); sp is t's stack pointer.
 *
 * What is asked comes in Linux's order: not while it is used, then the mode,
 * then "the same again" succeeds whatever its size, then the size (rule 23).
 * Returns 0, -LINUX_EPERM, -LINUX_EINVAL, -LINUX_ENOMEM.
 * Locks: none, it is t's own. Linux: do_sigaltstack().
 */
int ksig__altstack_set(struct ksig_task *t, const struct linux_stack *ss,
		       uint64_t sp, struct linux_stack *old)
{
	int32_t mode;

	if (old) {
		old->sp = t->altstack.sp;
		old->size = t->altstack.size;
		old->pad = 0;
		if (!t->altstack.size)
			old->flags = LINUX_SS_DISABLE;
		else
			old->flags = ksig__altstack_in_use(t, sp) ?
				LINUX_SS_ONSTACK : 0;
		old->flags |= t->altstack.flags & LINUX_SS_AUTODISARM;
	}
	if (!ss)
		return 0;
	if (ksig__altstack_in_use(t, sp))
		return -LINUX_EPERM;
	mode = ss->flags & ~LINUX_SS_AUTODISARM;
	if (mode != LINUX_SS_DISABLE && mode != LINUX_SS_ONSTACK && mode != 0)
		return -LINUX_EINVAL;
	if (ss->sp == t->altstack.sp && ss->size == t->altstack.size &&
	    ss->flags == t->altstack.flags)
		return 0;
	if (mode != LINUX_SS_DISABLE && ss->size < LINUX_MINSIGSTKSZ)
		return -LINUX_ENOMEM;
	t->altstack.flags = ss->flags;
	t->altstack.sp = mode == LINUX_SS_DISABLE ? 0 : ss->sp;
	t->altstack.size = mode == LINUX_SS_DISABLE ? 0 : ss->size;
	return 0;
}

/* SS_AUTODISARM, and the threads of CLONE_VM. Linux: sas_ss_reset(). */
void ksig__altstack_disarm(struct ksig_task *t)
{
	t->altstack.sp = 0;
	t->altstack.size = 0;
	t->altstack.flags = LINUX_SS_DISABLE;
}
