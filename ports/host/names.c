/* SPDX-License-Identifier: MIT */
/* Names of system calls, from libseccomp. */
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include "internal.h"

#define NR_MAX 512

const char *ksig_host_syscall_name(int64_t nr)
{
	static char *names[NR_MAX];
	static char other[32];

	if (nr >= 0 && nr < NR_MAX) {
		if (!names[nr])
			names[nr] = seccomp_syscall_resolve_num_arch(
				SCMP_ARCH_X86_64, (int)nr);
		if (names[nr])
			return names[nr];
	}
	snprintf(other, sizeof(other), "syscall_%lld", (long long)nr);
	return other;
}
