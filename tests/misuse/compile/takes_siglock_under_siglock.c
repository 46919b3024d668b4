/* SPDX-License-Identifier: MIT */
/* Compiler: clang */
/* Error: cannot call function .* while .* 'ksig__siglock' is held */
/* A function that takes the siglock itself, called with it held. */
#include "core/core.h"

void misuse(struct ksig_task *t);

void misuse(struct ksig_task *t)
{
	ksig__lock_task(t);
#ifdef RIGHT
	ksig__unlock_task(t);
#endif
	ksig__force_segv(t, 0);
#ifndef RIGHT
	ksig__unlock_task(t);
#endif
}
