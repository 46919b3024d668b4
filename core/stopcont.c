/* SPDX-License-Identifier: MIT */
/*
 * What stop signals and SIGCONT do when they are generated, before it is
 * looked at whether anybody blocks, ignores or catches them (rule 6;
 * POSIX.1-2017 2.4.1).
 */
#include "core.h"

/* End the group stop, complete or not, and let every task go on. */
static void resume(struct ksig_group *g) KSIG_REQUIRES(ksig__siglock)
{
	uint32_t owed = 0;
	struct ksig_task *t;
	bool stopped;

	KSIG__EACH_TASK(t, g) {
		stopped = t->flags & KSIG_TASK_STOPPED;
		ksig__flags_clear(&t->flags,
				  KSIG_TASK_STOP_PENDING | KSIG_TASK_STOPPED |
				  KSIG_TASK_STOP_COUNTED |
				  KSIG_TASK_STOP_DEQUEUED);
		if (t->flags & KSIG_TASK_SEIZED)
			ksig__trap_notify_locked(t);
		if (stopped) {
			/* Its next look tells the parent, see below. */
			__atomic_store_n(&t->has_deliverable, true,
					 __ATOMIC_RELEASE);
			g->k->port->wake(t, KSIG_WAKE_CONTINUE);
		}
	}
	if (g->flags & KSIG_GROUP_STOPPED)
		owed = KSIG_GROUP_NOTIFY_CONT;
	else if (g->nr_to_stop)
		/* It had begun only: to the parent it stopped (rule 7). */
		owed = KSIG_GROUP_NOTIFY_STOP;
	if (!owed)
		return;
	ksig__flags_change(&g->flags,
			   KSIG_GROUP_STOPPED | KSIG_GROUP_NOTIFY_STOP |
			   KSIG_GROUP_NOTIFY_CONT,
			   owed | KSIG_GROUP_CONTINUED);
	g->nr_to_stop = 0;
	g->stop_sig = g->stop_code = 0;
	ksig__trace_group(g, KSIG_EV_CONTINUE, LINUX_SIGCONT, 0);
}

/*
 * sig is being generated for g.
 *
 * Either kind flushes the other from every set of the group. SIGCONT also
 * resumes; the parent is told by the first task that gets to run, because its
 * siglock cannot be had here. A dying group does nothing of this.
 * Locks: siglock. Linux: prepare_signal().
 */
void ksig__stopcont_generate_locked(struct ksig_group *g, int sig)
{
	ksig__assert_siglock(g->k, g->sighand);
	if (g->flags & KSIG_GROUP_EXIT)
		return;
	if (ksig_sigset_has(KSIG_SET_STOP, sig)) {
		ksig__pending_flush_all_locked(g, KSIG_SIGMASK(LINUX_SIGCONT),
					       KSIG_WHY_STOP);
	} else if (sig == LINUX_SIGCONT) {
		ksig__pending_flush_all_locked(g, KSIG_SET_STOP,
					       KSIG_WHY_SIGCONT);
		resume(g);
	}
}
