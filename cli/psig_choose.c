/* SPDX-License-Identifier: MIT */
/*
 * Which thread is asked. All threads of a process have the same handlers, so
 * it is the one for which being interrupted matters least: best one that
 * waits in a call which the kernel itself can go on with.
 */
#include "cli/psig_attach.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOOKED_AT_MAX	64	/* threads; the main one is the first */
#define KERNEL_THREAD	0x00200000u	/* PF_KTHREAD ... */
#define IO_WORKER	0x00000010u	/* ... PF_IO_WORKER: never returns */

enum cost {
	COST_NONE,		/* stopped, or in a call that is restarted */
	COST_RUNS,		/* may be anywhere, also in the next one's */
	COST_AGAIN,		/* in a call that we make again ... */
	COST_TIMED,		/* ... with the time that is left */
	COST_TOO_MUCH,
};

bool psig_sleeps_in(int pid, int tid, long *nr, uint64_t arg[6])
{
	unsigned long long a[6];
	char path[96], buf[256];
	bool ok = false;
	FILE *f;
	int i;

	*nr = -1;
	snprintf(path, sizeof(path), "/proc/%d/task/%d/syscall", pid, tid);
	f = fopen(path, "re");
	if (f == NULL)
		return errno == ENOENT;
	if (fgets(buf, sizeof(buf), f) != NULL) {
		ok = true;
		if (sscanf(buf, "%ld %llx %llx %llx %llx %llx %llx", nr, &a[0],
			   &a[1], &a[2], &a[3], &a[4], &a[5]) != 7)
			*nr = -1;
		for (i = 0; *nr >= 0 && i < 6; i++)
			arg[i] = a[i];
	}
	fclose(f);
	return ok;
}

static enum cost cost_of(int pid, int tid, const struct psig_status *s)
{
	unsigned int flags = 0;
	uint64_t arg[6];
	bool has_timeout;
	long nr;
	int cpu;

	if (!psig_stat(pid, tid, &flags, &cpu) ||
	    (flags & (KERNEL_THREAD | IO_WORKER)) != 0)
		return COST_TOO_MUCH;
	if (s->state == 'R')
		return COST_RUNS;
	if (!psig_sleeps_in(pid, tid, &nr, arg))
		return COST_NONE;
	if (s->state == 'T')
		return psig_has_mask(nr) ? COST_AGAIN : COST_NONE;
	if (!psig_fails_for_stop(nr, &has_timeout))
		return COST_NONE;
	return has_timeout ? COST_TIMED : COST_AGAIN;
}

/* What keeps tid from being asked; PSIG_DONE: nothing. */
static enum psig_end hindrance(const struct psig_status *s)
{
	if (s->state == 'Z' || s->state == 'X')
		return PSIG_GONE;
	if (s->tracer != 0)
		return PSIG_TRACED;
	/* vfork(2)'s wait is such a sleep, too. */
	return s->state == 'D' ? PSIG_ASLEEP : PSIG_DONE;
}

enum psig_end psig_choose(int pid, int *tid)
{
	enum psig_end end = PSIG_GONE, why;
	enum cost least = COST_TOO_MUCH, cost;
	struct psig_status s;
	struct dirent *e;
	char path[64];
	int nr = 0, candidate;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	d = opendir(path);
	if (d == NULL)
		return PSIG_GONE;
	while (least != COST_NONE && nr < LOOKED_AT_MAX &&
	       (e = readdir(d)) != NULL) {
		candidate = atoi(e->d_name);
		if (candidate <= 0 || !psig_status(pid, candidate, &s))
			continue;
		nr++;
		why = hindrance(&s);
		if (why != PSIG_DONE) {
			if (end != PSIG_DONE && why > end)
				end = why;
			continue;
		}
		cost = cost_of(pid, candidate, &s);
		if (cost >= least)
			continue;
		least = cost;
		end = PSIG_DONE;
		*tid = candidate;
	}
	closedir(d);
	return end;
}
