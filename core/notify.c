/* SPDX-License-Identifier: MIT */
/*
 * What a parent is told: SIGCHLD with CLD_*, and whether anybody will wait
 * for a dead child. The child's siglock is never held here.
 */
#include "core.h"

static void generate_for_parent(struct ksig_group *g,
				const struct linux_siginfo *info)
	KSIG_REQUIRES(ksig__siglock)
{
	struct ksig_origin origin = { KSIG_BY_CHILD, g->pid, 0 };
	struct ksig__generation gen = {
		.group = g->parent,
		.task = g->parent_task,
		.info = info,
		.origin = &origin,
		.shared = true,
		.forced = false,
		.timer = false,
	};

	(void)ksig__generate_locked(&gen);
}

/*
 * Those who wait for a child of parent look again. They look and park under
 * tree_lock, which is held here: none can be missed.
 * Linux: __wake_up_parent().
 */
static void wake_waiters(struct ksig_group *parent)
	KSIG_REQUIRES(ksig__tree, ksig__siglock)
{
	struct ksig_task *t;

	if (!parent->nr_waiting)
		return;
	KSIG__EACH_TASK(t, parent)
		if (t->park.kind == KSIG_PARK_WAIT)
			parent->k->port->wake(t, KSIG_WAKE_ACCEPT);
}

/*
 * g has stopped or was continued (code): SIGCHLD, unless the parent ignores
 * it or has SA_NOCLDSTOP; who waits for it is woken in any case.
 *
 * Locks: tree_lock; takes the parent's siglock.
 * Linux: do_notify_parent_cldstop(); POSIX.1-2017 sigaction().
 */
void ksig__notify_stop(struct ksig_group *g, int32_t code, int32_t status)
{
	const struct linux_sigaction *a;
	struct linux_siginfo info;

	ksig__assert_tree(g->k);
	if (g->parent && ksig__lock_group(g->parent)) {
		a = &g->parent->sighand->action[LINUX_SIGCHLD - 1];
		if (a->handler != LINUX_SIG_IGN &&
		    !(a->flags & LINUX_SA_NOCLDSTOP)) {
			ksig__siginfo_child(&info, LINUX_SIGCHLD, code,
					    status, g);
			generate_for_parent(g, &info);
		}
		wake_waiters(g->parent);
		ksig__unlock_group(g->parent);
	}
	g->k->port->child_event(g, code == LINUX_CLD_STOPPED ?
				KSIG_CHILD_STOPPED : KSIG_CHILD_CONTINUED);
}

static void status_to_info(const struct ksig_group *g,
			   struct linux_siginfo *info)
{
	int32_t status, code = ksig__exit_code(g->status, &status);

	ksig__siginfo_child(info, g->exit_signal, code, status, g);
}

/*
 * The zombie g is told to its parent.
 *
 * By its exit signal, which need not be SIGCHLD (clone(2)). Only SIGCHLD
 * reaps by itself: if the parent ignores it there is no signal either, with
 * SA_NOCLDWAIT there is one (rule 26).
 * Locks: tree_lock; takes the parent's siglock.
 * Linux: do_notify_parent(); POSIX.1-2017 2.4.3, wait().
 */
void ksig__notify_exit(struct ksig_group *g)
{
	const struct linux_sigaction *a;
	struct linux_siginfo info;
	bool autoreap = false, silent = g->exit_signal == 0;

	ksig__assert_tree(g->k);
	if (g->parent && ksig__lock_group(g->parent)) {
		a = &g->parent->sighand->action[LINUX_SIGCHLD - 1];
		if (g->exit_signal == LINUX_SIGCHLD &&
		    (a->handler == LINUX_SIG_IGN ||
		     (a->flags & LINUX_SA_NOCLDWAIT))) {
			autoreap = true;
			silent = a->handler == LINUX_SIG_IGN;
		}
		if (!silent && ksig_signal_valid(g->exit_signal)) {
			status_to_info(g, &info);
			generate_for_parent(g, &info);
		}
		wake_waiters(g->parent);
		ksig__unlock_group(g->parent);
	}
	if (autoreap)
		ksig__tree_del_group(g);
	g->k->port->child_event(g, autoreap ? KSIG_CHILD_AUTOREAP :
					      KSIG_CHILD_EXITED);
}
