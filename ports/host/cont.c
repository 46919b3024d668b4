/* SPDX-License-Identifier: MIT */
/*
 * A guest's SIGCONT, and stop signals that the host made before it.
 *
 * SIGCONT discards the stop signals that are pending (rule 6). The core does
 * so with those that it knows. One that the terminal or a process outside has
 * made may still be on the host: in a queue, or told of by a stop that is yet
 * to be dealt with. It would stop the process after its SIGCONT.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "internal.h"

/* The stop signal that waitpid() would tell of ht next, or 0. */
int cont_stop_told(const struct htask *ht)
{
	siginfo_t si = { .si_pid = 0 };

	if (ht->state != HT_RUNNING ||
	    waitid(P_PID, (id_t)ht->t.tid, &si,
		   WSTOPPED | WNOHANG | WNOWAIT | __WALL) != 0 || !si.si_pid)
		return 0;
	return si.si_status > 0 && si.si_status <= KSIG_NSIG &&
	       (STOP_SIGNALS & SIGBIT(si.si_status)) ? si.si_status : 0;
}

/*
 * First the queue, then the stops: what leaves the one in between is found in
 * the other. A process that the host has stopped is continued on the host, by
 * settle_group(), which has the same effect.
 */
static void discard(struct hgroup *hg)
{
	uint64_t queued;
	struct ksig_list *l;

	if (hg->host_stop || hg->zombie)
		return;
	if (procs_pending(hg->g.pid, &queued) == 0 &&
	    (queued & STOP_SIGNALS))
		syscall(SYS_tgkill, hg->g.pid, hg->g.pid, SIGCONT);
	for (l = hg->g.tasks.next; l != &hg->g.tasks; l = l->next)
		ht_at(l)->discarded = cont_stop_told(ht_at(l));
}

/* Is the stop signal of this stop of ht older than a SIGCONT that the core has
 * made? */
bool cont_discards(struct htask *ht, int sig)
{
	bool yes = ht->discarded == sig;

	ht->discarded = 0;
	return yes;
}

static struct ksig_group *group_of(int32_t id)
{
	struct ksig_task *t = ksig_task_find(&host.k, id);

	return t ? t->group : ksig_group_find(&host.k, id);
}

/* A call has made a SIGCONT for who it calls id, as kill(2) has it. */
void cont_made(struct htask *ht, int32_t id)
{
	struct ksig_group *g = id > 0 ? group_of(id) : NULL;
	struct ksig_list *l;

	if (g)
		discard(hg_of(g));
	if (id > 0)
		return;
	for (l = host.k.groups.next; l != &host.k.groups; l = l->next) {
		g = &hg_at(l)->g;
		if (g->pgid == (id == 0 ? ht->t.group->pgid : -id) ||
		    (id == -1 && g != ht->t.group))
			discard(hg_at(l));
	}
}
