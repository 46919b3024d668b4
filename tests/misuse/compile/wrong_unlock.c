/* SPDX-License-Identifier: MIT */
/* Compiler: clang */
/* Error: releasing .* 'ksig__tree' that was not held */
/* The other lock is dropped. */
#include "core/core.h"

void misuse(struct ksig_task *t);

void misuse(struct ksig_task *t)
{
	ksig__lock_task(t);
	ksig__recalc_locked(t);
#ifdef RIGHT
	ksig__unlock_task(t);
#else
	ksig__tree_unlock(t->k);
#endif
}
