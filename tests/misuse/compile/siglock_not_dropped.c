/* SPDX-License-Identifier: MIT */
/* Compiler: clang */
/* Error: 'ksig__siglock' is not held on every path through here */
/* An early return that forgets the siglock. */
#include "core/core.h"

bool misuse(struct ksig_task *t);

bool misuse(struct ksig_task *t)
{
	ksig__lock_task(t);
	if (t->flags & KSIG_TASK_EXITING) {
#ifdef RIGHT
		ksig__unlock_task(t);
#endif
		return false;
	}
	ksig__recalc_locked(t);
	ksig__unlock_task(t);
	return true;
}
