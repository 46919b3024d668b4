/* SPDX-License-Identifier: MIT */
/* Compiler: clang */
/* Error: requires holding .* 'ksig__siglock' */
/* A _locked function, and nobody has taken the siglock. */
#include "core/core.h"

void misuse(struct ksig_task *t);

void misuse(struct ksig_task *t)
{
#ifdef RIGHT
	ksig__lock_task(t);
#endif
	ksig__recalc_locked(t);
#ifdef RIGHT
	ksig__unlock_task(t);
#endif
}
