/* SPDX-License-Identifier: MIT */
/* Death: of a task, and with the last one of its group. */
#include "core.h"

/*
 * t begins to exit: shared signals it has been woken for go to others, and a
 * group stop does not wait for it.
 * Returns true if with that a group stop is complete: tell the parent.
 * Locks: siglock. Linux: exit_signals().
 */
bool ksig__exit_begin_locked(struct ksig_task *t)
{
	struct ksig_group *g = t->group;

	ksig__assert_siglock(t->k, t->sighand);
	if (t->flags & KSIG_TASK_EXITING)
		return false;
	ksig__flags_set(&t->flags, KSIG_TASK_EXITING);
	if (g->nr_tasks == 1 || (g->flags & KSIG_GROUP_EXIT) ||
	    !t->has_deliverable)
		return false;
	ksig__retarget_locked(t, ~t->blocked);
	return ksig__stop_leave_locked(t);
}

void ksig_exit_begin(struct ksig_task *t)
{
	struct ksig *k = t->k;
	int32_t stop_sig;
	bool complete;

	ksig__tree_lock(k);
	ksig__lock_task(t);
	complete = ksig__exit_begin_locked(t);
	stop_sig = t->group->stop_sig;
	ksig__unlock_task(t);
	if (complete)
		ksig__notify_stop(t->group, LINUX_CLD_STOPPED, stop_sig);
	ksig__tree_unlock(k);
}

/* t leaves its group. Returns true if it was the last one. */
static bool leave_locked(struct ksig_task *t)
	KSIG_REQUIRES(ksig__tree, ksig__siglock)
{
	struct ksig_group *g = t->group;
	struct ksig_list *n = t->in_group.next;

	ksig__unpark_locked(t);
	if (t->flags & KSIG_TASK_STOP_COUNTED)
		g->nr_to_stop--;	/* the last one: nobody is left */
	if (t->flags & KSIG_TASK_TRAP_SIGNAL)
		ksig__trap_drop_locked(t);
	ksig__flags_set(&t->flags, KSIG_TASK_EXITING | KSIG_TASK_DEAD);
	ksig__flags_clear(&t->flags,
			  KSIG_TASK_STOPPED | KSIG_TASK_STOP_PENDING |
			  KSIG_TASK_STOP_DEQUEUED | KSIG_TASK_HAS_SAVED |
			  KSIG_TASK_STOP_COUNTED | KSIG_TASK_TRACED |
			  KSIG_TASK_TRAP_STOP | KSIG_TASK_TRAP_NOTIFY |
			  KSIG_TASK_LISTENING);
	t->has_deliverable = false;
	ksig__pending_flush_locked(g, t, KSIG_SIGSET_FULL, KSIG_WHY_EXIT);
	ksig__timers_task_gone_locked(t);
	if (g->next_target == t)
		g->next_target = ksig__task_of(n == &g->tasks ? n->next : n);
	if (g->leader == t) {
		g->leader = NULL;
		g->leader_blocked = t->blocked;
		if (t->flags & KSIG_TASK_PTRACED)
			ksig__flags_set(&g->flags, KSIG_GROUP_LEADER_TRACED);
	}
	ksig__list_del(&t->in_group);
	if (--g->nr_tasks)
		return false;
	ksig__pending_exit_locked(g);
	ksig__timers_free_locked(g);
	ksig__itimers_stop_locked(g);
	ksig__flags_set(&g->flags, KSIG_GROUP_DEAD);
	ksig__flags_clear(&g->flags, KSIG_GROUP_STOPPED);
	g->next_target = NULL;
	__atomic_store_n(&g->sighand, NULL, __ATOMIC_RELEASE);
	return true;
}

/* The group's last task has gone: how it ended, its process group. */
static void group_died(struct ksig_group *g, int32_t status,
		       const struct linux_siginfo *chld)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	g->status = status;
	if (chld) {
		g->uid = chld->u.chld.uid;
		g->utime = chld->u.chld.utime;
		g->stime = chld->u.chld.stime;
	}
	if (!(g->k->config.flags & KSIG_CONFIG_PORT_ORPHANS))
		ksig__pgrp_check_orphaned(g, g->parent, g);
	ksig__trace_group(g, KSIG_EV_EXIT, g->exit_sig, status);
}

bool ksig__group_is_complete(const struct ksig_group *g)
{
	const struct ksig_list *z = &g->zombies;

	if (!(ksig__flags(&g->flags) & KSIG_GROUP_DEAD))
		return false;
	return z->next == z ||
	       (g->zombie_leader && z->next == &g->zombie_leader->in_group &&
		z->next->next == z);
}

/*
 * Tell who is to wait for g: its main thread's tracer, by tracer_sig, before
 * its parent. Linux: exit_notify(), release_task().
 */
void ksig__group_complete(struct ksig_group *g, int32_t tracer_sig)
{
	ksig__assert_tree(g->k);
	if (g->zombie_leader)
		ksig__notify_tracer_exit(g->zombie_leader, g->status,
					 tracer_sig);
	else
		ksig__notify_exit(g);
}

/*
 * t has gone, and its tracer has yet to wait for it. With a main thread that
 * leaves others behind it has to wait longer, but is told.
 */
static void leave_to_tracer(struct ksig_task *t, int32_t status, bool leader)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	struct ksig_group *g = t->group;
	bool complete;

	t->exit_status = status;
	t->exit_uid = t->user->uid;
	ksig__flags_set(&t->flags, KSIG_TASK_ZOMBIE);
	ksig__list_add_tail(&g->zombies, &t->in_group);
	if (leader)
		g->zombie_leader = t;
	complete = leader && ksig__group_is_complete(g);
	ksig__notify_tracer_exit(t, status, complete &&
				 !ksig__is_reparented(t) ?
				 ksig__exit_signal(g) : LINUX_SIGCHLD);
}

/*
 * Out of its group, and of the tree unless it is its tracer's. What ends the
 * group may have come while t was on its way here. Linux: do_exit()'s code,
 * and wait_task_zombie(), which prefers that of the group.
 */
static bool leave(struct ksig_task *t, int32_t *status) KSIG_REQUIRES(ksig__tree)
	KSIG_EXCLUDES(ksig__siglock)
{
	struct ksig_group *g = t->group;
	bool last, complete;
	int32_t stop_sig;

	ksig__lock_task(t);
	complete = ksig__exit_begin_locked(t);
	stop_sig = g->stop_sig;
	last = leave_locked(t);
	if ((*status & KSIG_EXIT_OWN) && (g->flags & KSIG_GROUP_EXIT))
		*status = g->exit_status;
	*status &= ~KSIG_EXIT_OWN;
	ksig__unlock_task(t);
	if (!t->tracer)
		ksig__tree_del_task(t);
	t->sighand->nr_refs--;
	if (complete)
		ksig__notify_stop(g, LINUX_CLD_STOPPED, stop_sig);
	return last;
}

/*
 * See ksig.h. The order is Linux's: what waits is given up, whom it traces is
 * let go, the children are adopted (which may signal their process groups),
 * then tracer or parent are told.
 * Locks: takes tree_lock, siglocks one by one.
 * Linux: exit_notify(), release_task(); POSIX.1-2017 _exit().
 */
bool ksig_exit(struct ksig_task *t, int32_t status,
	       const struct linux_siginfo *chld)
{
	struct ksig_group *g = t->group;
	struct ksig *k = t->k;
	bool leader, last;

	ksig__assert_alive(t);
	ksig__tree_lock(k);
	leader = t == g->leader;
	last = leave(t, &status);
	ksig__ptrace_exit(t);
	ksig__tree_reparent(t);
	if (last)
		group_died(g, status, chld);
	if (t->tracer)
		leave_to_tracer(t, status, leader);
	ksig__user_put(k, t->user);
	if (last && !(leader && t->tracer) && ksig__group_is_complete(g))
		ksig__group_complete(g, ksig__exit_signal(g));
	if (!t->tracer && k->port->task_reaped)
		k->port->task_reaped(t);
	ksig__tree_unlock(k);
	return last;
}

void ksig_reap(struct ksig_group *g)
{
	ksig__tree_lock(g->k);
	KSIG__ASSERT(g->k, ksig__flags(&g->flags) & KSIG_GROUP_DEAD);
	ksig__tree_del_group(g);
	ksig__tree_unlock(g->k);
}
