/* SPDX-License-Identifier: MIT */
/* Compiler: clang */
/* Error: acquiring .* 'ksig__siglock' that is already held */
/* Two siglocks at once. */
#include "core/core.h"

void misuse(struct ksig_task *a, struct ksig_task *b);

void misuse(struct ksig_task *a, struct ksig_task *b)
{
	ksig__lock_task(a);
#ifdef RIGHT
	ksig__unlock_task(a);
#endif
	ksig__lock_task(b);
	ksig__unlock_task(b);
#ifndef RIGHT
	ksig__unlock_task(a);
#endif
}
