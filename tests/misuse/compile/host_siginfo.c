/* SPDX-License-Identifier: MIT */
/* Compiler: gcc clang */
/* Error: incompatible.pointer.types */
/* The host's siginfo_t is not the ABI's struct, whatever its size. */
#define _GNU_SOURCE
#include <signal.h>
#include <ksig/ksig.h>

int misuse(struct ksig_task *t, const siginfo_t *host,
	   const struct ksig_origin *by);

int misuse(struct ksig_task *t, const siginfo_t *host,
	   const struct ksig_origin *by)
{
#ifdef RIGHT
	struct linux_siginfo info;

	__builtin_memcpy(&info, host, sizeof(info));
	return ksig_generate_task(t, &info, by);
#else
	return ksig_generate_task(t, host, by);
#endif
}
