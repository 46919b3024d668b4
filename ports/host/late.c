/* SPDX-License-Identifier: MIT */
/*
 * Signals to several processes, and a process that is just being born.
 *
 * kill(2) of a process group must reach every member. On Linux a fork that is
 * under way when its process is signalled is not made (copy_process() fails
 * with ERESTARTNOINTR), so the child has been a member before, and gets the
 * signal, or is made after. Here the child may exist on the host while the
 * runner does not know it: between its parent's last stop and the event that
 * tells of it. So such signals are remembered for a while: a child whose parent
 * has not stopped since, and still has the signal before it, gets it too.
 */
#define _GNU_SOURCE
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "internal.h"

#define LATE_NR 64		/* more at once than anybody sends */

static struct late {
	uint64_t nr;
	int32_t pgid;		/* 0: everybody */
	uint64_t tick;		/* when, as proc(5)'s starttime */
	struct linux_siginfo info;
} lates[LATE_NR];

static uint64_t tick_now(void)
{
	uint64_t hz = (uint64_t)sysconf(_SC_CLK_TCK);
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (uint64_t)ts.tv_sec * hz +
	       (uint64_t)ts.tv_nsec * hz / 1000000000u;
}

void late_note(struct htask *from, const struct ksig_call *c, int32_t pid)
{
	struct late *l;

	if (c->ret != 0 || c->arg[1] == 0)
		return;
	l = &lates[host.late_nr % LATE_NR];
	memset(l, 0, sizeof(*l));
	l->nr = ++host.late_nr;
	l->tick = tick_now();
	l->pgid = pid == 0 ? from->t.group->pgid : pid == -1 ? 0 : -pid;
	l->info.si_signo = (int)c->arg[1];
	l->info.si_code = LINUX_SI_USER;
	l->info.u.kill.pid = from->t.group->pid;
	l->info.u.kill.uid = ht_hg(from)->cred.uid;
}

/*
 * Is l still before t, or what it dies of, when child is born? What t ignores
 * or has handled came before the fork. What it blocks is still there long
 * after: that counts if child is not younger.
 */
static bool is_before(struct ksig_task *t, const struct late *l, int child)
{
	uint64_t bit = SIGBIT(l->info.si_signo);
	const struct ksig_group *g = t->group;

	if (g->flags & KSIG_GROUP_EXIT)
		return g->exit_sig == l->info.si_signo;
	if (!(ksig_pending_all(t) & bit))
		return false;
	return !(t->blocked & bit) || procs_start_tick(child) <= l->tick;
}

void late_born(struct htask *parent, struct hgroup *child)
{
	struct ksig_origin origin = { KSIG_BY_KILL, 0, 0 };
	uint64_t nr = parent->late_nr;
	const struct late *l;

	if (host.late_nr - nr > LATE_NR)
		nr = host.late_nr - LATE_NR;
	for (; nr < host.late_nr; nr++) {
		l = &lates[nr % LATE_NR];
		if ((l->pgid && l->pgid != child->g.pgid) ||
		    !is_before(&parent->t, l, child->g.pid))
			continue;
		origin.from_pid = l->info.u.kill.pid;
		ksig_generate_group(&child->g, &l->info, &origin);
	}
}
