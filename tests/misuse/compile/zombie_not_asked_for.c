/* SPDX-License-Identifier: MIT */
/* Compiler: clang */
/* Error: 'ksig__siglock' is not held on every path|releasing .* 'ksig__siglock' that was not held */
/* ksig__lock_group() fails for a zombie: who does not ask has no lock. */
#include "core/core.h"

void misuse(struct ksig_group *g);

void misuse(struct ksig_group *g)
{
#ifdef RIGHT
	if (!ksig__lock_group(g))
		return;
#else
	(void)ksig__lock_group(g);
#endif
	ksig__unlock_group(g);
}
