/* SPDX-License-Identifier: MIT */
/*
 * Group stop: one task begins it, every task joins at its next return to user
 * mode, with the last one it is complete and the parent is told. SIGCONT and
 * death end it at any point (stopcont.c, fatal.c).
 */
#include "core.h"

/* t is to join the stop by sig. A task that exits does not stop any more. */
static bool ask_to_join(struct ksig_task *t, int sig)
{
	if (t->flags & (KSIG_TASK_EXITING | KSIG_TASK_STOPPED))
		return false;
	ksig__flags_set(&t->flags,
			KSIG_TASK_STOP_PENDING | KSIG_TASK_STOP_COUNTED);
	t->stop_sig = sig;
	t->group->nr_to_stop++;
	return true;
}

/*
 * t has dequeued the stop signal sig: have the whole group stop.
 *
 * Returns false if a SIGCONT or the group's death has come since the dequeue;
 * then nothing is done. If a stop has begun already t just joins that.
 * Locks: siglock. Linux: do_signal_stop().
 */
bool ksig__stop_begin_locked(struct ksig_task *t, int sig)
{
	struct ksig_group *g = t->group;
	struct ksig_task *o;

	ksig__assert_siglock(g->k, g->sighand);
	if (t->flags & KSIG_TASK_STOP_PENDING)
		return true;
	if (!(t->flags & KSIG_TASK_STOP_DEQUEUED) ||
	    (g->flags & KSIG_GROUP_EXIT))
		return false;
	if (!(g->flags & KSIG_GROUP_STOPPED))
		g->stop_sig = g->stop_code = sig;
	g->nr_to_stop = 0;
	ksig__flags_clear(&t->flags, KSIG_TASK_STOP_DEQUEUED);
	ask_to_join(t, sig);
	KSIG__EACH_TASK(o, g) {
		if (o == t || !ask_to_join(o, sig))
			continue;
		if (o->flags & KSIG_TASK_SEIZED)
			ksig__trap_notify_locked(o);
		else
			ksig__signal_wake_locked(o, false);
	}
	return true;
}

/*
 * The stop no longer waits for t: it stops, or it exits.
 *
 * Returns true if t was the last one: the stop is complete, and the caller
 * tells the parent when it has dropped siglock.
 * Locks: siglock. Linux: task_participate_group_stop().
 */
bool ksig__stop_leave_locked(struct ksig_task *t)
{
	struct ksig_group *g = t->group;

	bool counted = t->flags & KSIG_TASK_STOP_COUNTED;

	ksig__assert_siglock(g->k, g->sighand);
	if (!(t->flags & KSIG_TASK_STOP_PENDING))
		return false;
	ksig__flags_clear(&t->flags, KSIG_TASK_STOP_PENDING |
				     KSIG_TASK_STOP_COUNTED |
				     KSIG_TASK_STOP_DEQUEUED);
	if (!counted)
		return false;
	KSIG__ASSERT(g->k, g->nr_to_stop > 0);
	g->nr_to_stop--;
	if (g->nr_to_stop || (g->flags & KSIG_GROUP_STOPPED))
		return false;
	ksig__flags_change(&g->flags,
			   KSIG_GROUP_NOTIFY_STOP | KSIG_GROUP_NOTIFY_CONT |
			   KSIG_GROUP_CONTINUED, KSIG_GROUP_STOPPED);
	ksig__trace_group(g, KSIG_EV_STOP, g->stop_sig, 0);
	return true;
}

/* t stops now. Returns and locks as above. */
bool ksig__stop_join_locked(struct ksig_task *t)
{
	bool complete = ksig__stop_leave_locked(t);

	ksig__flags_set(&t->flags, KSIG_TASK_STOPPED);
	ksig__park_locked(t, KSIG_PARK_STOPPED, 0);
	ksig__recalc_locked(t);
	return complete;
}

/*
 * A thread is born into a group that stops or has stopped: it joins.
 * Locks: siglock. Linux: task_join_group_stop().
 */
void ksig__stop_clone_locked(struct ksig_task *child)
{
	struct ksig_group *g = child->group;

	ksig__assert_siglock(g->k, g->sighand);
	if ((g->nr_to_stop || (g->flags & KSIG_GROUP_STOPPED)) &&
	    ask_to_join(child, g->stop_sig))
		ksig__recalc_locked(child);
}
