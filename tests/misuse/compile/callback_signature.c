/* SPDX-License-Identifier: MIT */
/* Compiler: gcc clang */
/* Error: incompatible.(function.)?pointer.types */
/* A callback with another signature than the table's. */
#include <ksig/ksig.h>

#ifdef RIGHT
static int copy(struct ksig_task *t, void *dst, uint64_t from, uint64_t bytes)
#else
static int copy(struct ksig_task *t, void *dst, const void *from, size_t bytes)
#endif
{
	(void)t;
	(void)dst;
	(void)from;
	(void)bytes;
	return 0;
}

const struct ksig_port port = { .copy_from_user = copy };
