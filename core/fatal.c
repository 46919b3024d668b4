/* SPDX-License-Identifier: MIT */
/* The end of a whole group by a signal, or by exit_group(2). */
#include "queue.h"

/*
 * Mark g as dying of sig and wake all of its tasks but except.
 *
 * A group stop ends with it, and an init's protection; the first signal that
 * does this is what the group dies of.
 * Locks: siglock. Linux: complete_signal(), zap_other_threads().
 */
void ksig__group_kill_locked(struct ksig_group *g, int sig,
			     struct ksig_task *except)
{
	struct ksig_task *t;

	ksig__assert_siglock(g->k, g->sighand);
	if (!(g->flags & KSIG_GROUP_EXIT))
		g->exit_sig = g->exit_status = sig;
	ksig__flags_change(&g->flags,
			   KSIG_GROUP_STOPPED | KSIG_GROUP_CONTINUED |
			   KSIG_GROUP_NOTIFY_STOP | KSIG_GROUP_NOTIFY_CONT |
			   KSIG_GROUP_UNKILLABLE, KSIG_GROUP_EXIT);
	g->nr_to_stop = 0;
	KSIG__EACH_TASK(t, g) {
		ksig__flags_clear(&t->flags, KSIG_TASK_STOP_PENDING |
					     KSIG_TASK_STOP_COUNTED |
					     KSIG_TASK_STOP_DEQUEUED);
		if (t != except)
			ksig__signal_wake_locked(t, true);
		else
			ksig__recalc_locked(t);
	}
}

/*
 * t leaves because its group dies. If the signal it dies of is still in a set
 * that t may take from, and not blocked, this is its delivery.
 * Locks: siglock.
 */
void ksig__fatal_take_locked(struct ksig_task *t)
{
	struct ksig_group *g = t->group;
	struct ksig__delivery d = { .sig = g->exit_sig };

	ksig__assert_siglock(g->k, g->sighand);
	if (!d.sig || ksig_sigset_has(t->blocked, d.sig) ||
	    !ksig_sigset_has(t->pending.set | g->shared.set, d.sig))
		return;
	ksig__take_fatal_locked(t, &d);
	ksig__trace_deliver(t, &d, KSIG_ACT_TERMINATE, NULL);
}

/* See ksig.h. Locks: takes siglock. Linux: do_group_exit(). */
void ksig_group_exit(struct ksig_task *t, int32_t status)
{
	ksig__lock_task(t);
	if (!(t->group->flags & KSIG_GROUP_EXIT)) {
		ksig__group_kill_locked(t->group, 0, t);
		t->group->exit_status = status;
	}
	ksig__unlock_task(t);
}

/*
 * See ksig.h. The others are not of a group that dies: a signal that ends the
 * group meanwhile ends t as well.
 * Locks: takes siglock. Linux: de_thread(), zap_other_threads().
 */
int ksig_exec_begin(struct ksig_task *t)
{
	struct ksig_group *g = t->group;
	struct ksig_task *o;
	int err = 0;

	ksig__lock_task(t);
	if (g->flags & KSIG_GROUP_EXIT)
		err = -LINUX_EAGAIN;
	KSIG__EACH_TASK(o, g) {
		if (err || o == t)
			continue;
		if (o->flags & KSIG_TASK_STOP_COUNTED)
			g->nr_to_stop--;
		ksig__flags_change(&o->flags, KSIG_TASK_STOP_PENDING |
				   KSIG_TASK_STOP_COUNTED |
				   KSIG_TASK_STOP_DEQUEUED,
				   KSIG_TASK_LEAVING);
		ksig__signal_wake_locked(o, true);
	}
	ksig__unlock_task(t);
	return err;
}
