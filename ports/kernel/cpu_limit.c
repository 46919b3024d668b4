/* SPDX-License-Identifier: MIT */
/* RLIMIT_CPU, in seconds, 0 being 1. getrlimit(2) */
#include "kernel.h"

#define UNLIMITED (NEVER / NS_PER_S)

/* XCPU at the soft limit and each second from then; the hard one kills. */
void cpu_limit_tick(struct thread *t)
{
	struct process *p = process(t);
	uint64_t *limit = p->rlimit[RLIMIT_CPU], used;

	if (limit[0] >= UNLIMITED)
		return;
	tree_lock();
	used = alarm_clock(&p->g, NULL, KSIG_CLOCK_PROCESS_CPUTIME);
	tree_unlock();
	if (used < (limit[0] ? limit[0] : 1) * NS_PER_S)
		return;
	if (limit[1] < UNLIMITED && used >= limit[1] * NS_PER_S) {
		kernel_signal(&p->g, LINUX_SIGKILL, KSIG_BY_KERNEL);
		return;
	}
	kernel_signal(&p->g, LINUX_SIGXCPU, KSIG_BY_KERNEL);
	limit[0]++;
}
