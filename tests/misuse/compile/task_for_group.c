/* SPDX-License-Identifier: MIT */
/* Compiler: gcc clang */
/* Error: incompatible.pointer.types */
/* A task where a group is asked for. */
#include <ksig/ksig.h>

int misuse(struct ksig_task *t, const struct linux_siginfo *info,
	   const struct ksig_origin *by);

int misuse(struct ksig_task *t, const struct linux_siginfo *info,
	   const struct ksig_origin *by)
{
#ifdef RIGHT
	return ksig_generate_group(t->group, info, by);
#else
	return ksig_generate_group(t, info, by);
#endif
}
