/* SPDX-License-Identifier: MIT */
/* Compiler: clang */
/* Error: requires holding .* 'ksig__tree' */
/* The tree is changed without tree_lock. */
#include "core/core.h"

void misuse(struct ksig_task *t);

void misuse(struct ksig_task *t)
{
#ifdef RIGHT
	ksig__tree_lock(t->k);
#endif
	ksig__tree_set_parent(t->group, NULL);
#ifdef RIGHT
	ksig__tree_unlock(t->k);
#endif
}
