/* SPDX-License-Identifier: MIT */
/*
 * What a parent is told: SIGCHLD with CLD_*, and whether anybody will wait
 * for a dead child. The child's siglock is never held here.
 */
#include "core.h"

/* For to's process, about child g. */
static void generate_for(struct ksig_task *to, const struct ksig_group *g,
			 const struct linux_siginfo *info)
	KSIG_REQUIRES(ksig__siglock)
{
	struct ksig_origin origin = { KSIG_BY_CHILD, g->pid, 0 };
	struct ksig__generation gen = {
		.group = to->group,
		.task = to,
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
			generate_for(g->parent_task, g, &info);
		}
		wake_waiters(g->parent);
		ksig__unlock_group(g->parent);
	}
	g->k->port->child_event(g, code == LINUX_CLD_STOPPED ?
				KSIG_CHILD_STOPPED : KSIG_CHILD_CONTINUED);
}

static void status_to_info(const struct ksig_group *g, int32_t sig,
			   struct linux_siginfo *info)
{
	int32_t status, code = ksig__exit_code(g->status, &status);

	ksig__siginfo_child(info, sig, code, status, g);
}

bool ksig__ignores_children_locked(const struct ksig_group *parent)
{
	const struct linux_sigaction *a =
		&parent->sighand->action[LINUX_SIGCHLD - 1];

	return a->handler == LINUX_SIG_IGN ||
	       (a->flags & LINUX_SA_NOCLDWAIT);
}

int32_t ksig__exit_signal(const struct ksig_group *g)
{
	return ksig__flags(&g->flags) & KSIG_GROUP_PARENT_EXEC ?
	       LINUX_SIGCHLD : g->exit_signal;
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
	struct linux_siginfo info;
	int32_t sig = ksig__exit_signal(g);
	bool autoreap = false, silent = sig == 0;

	ksig__assert_tree(g->k);
	if (g->parent && ksig__lock_group(g->parent)) {
		if (sig == LINUX_SIGCHLD &&
		    ksig__ignores_children_locked(g->parent)) {
			autoreap = true;
			silent = g->parent->sighand->action[sig - 1].handler ==
				 LINUX_SIG_IGN;
		}
		if (!silent && ksig_signal_valid(sig)) {
			status_to_info(g, sig, &info);
			generate_for(g->parent_task, g, &info);
		}
		wake_waiters(g->parent);
		ksig__unlock_group(g->parent);
	}
	if (autoreap)
		ksig__tree_del_group(g);
	g->k->port->child_event(g, autoreap ? KSIG_CHILD_AUTOREAP :
					      KSIG_CHILD_EXITED);
}

void ksig__wake_waiters(struct ksig_group *parent)
{
	if (ksig__lock_group(parent)) {
		wake_waiters(parent);
		ksig__unlock_group(parent);
	}
}

/*
 * t's tracer gets SIGCHLD of what happened to t: a thread has its own id
 * there. stop: not with SA_NOCLDSTOP. A zombie's user may be gone. The signal
 * may be one that clone(2) took unseen, and there is not: then none.
 */
static void tell_tracer(struct ksig_task *t, struct linux_siginfo *info,
			bool stop)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	struct ksig_group *g = t->tracer->group;
	const struct linux_sigaction *a;

	info->u.chld.pid = t->tid == t->group->pid ?
			   ksig__pid_in(t->group, g) : t->tid;
	info->u.chld.uid = ksig__flags(&t->flags) & KSIG_TASK_ZOMBIE ?
			   t->exit_uid : t->user->uid;
	if (!ksig__lock_group(g))
		return;
	a = &g->sighand->action[LINUX_SIGCHLD - 1];
	if (ksig_signal_valid(info->si_signo) &&
	    !(stop && (a->handler == LINUX_SIG_IGN ||
		       (a->flags & LINUX_SA_NOCLDSTOP))))
		generate_for(t->tracer, t->group, info);
	wake_waiters(g);
	ksig__unlock_group(g);
}

/*
 * The tracer gets to know of every stop, the real parent of complete group
 * stops: each of its own, unless they are the same process. What is told of a
 * group stop is 0 once it has been waited for (observed on 6.18).
 * Linux: ptrace_stop(), do_notify_parent_cldstop().
 */
void ksig__notify_trap(struct ksig_task *t, int32_t code, bool complete)
{
	struct linux_siginfo info = {
		.si_signo = LINUX_SIGCHLD, .si_code = code,
	};
	int32_t trap_code = 0, stop_code = 0;
	struct ksig_group *g = t->group;

	ksig__assert_tree(g->k);
	if (ksig__lock_group(g)) {
		trap_code = t->trap.code & 0x7f;
		stop_code = g->stop_code;
		ksig__unlock_group(g);
	}
	info.u.chld.status = code == LINUX_CLD_TRAPPED ? trap_code :
			     code == LINUX_CLD_STOPPED ? stop_code :
							 LINUX_SIGCONT;
	if (t->tracer)
		tell_tracer(t, &info, true);
	if (complete && (!t->tracer || ksig__is_reparented(t)))
		ksig__notify_stop(g, LINUX_CLD_STOPPED, stop_code);
}

/* Nothing is reaped by itself while it is traced. Linux: exit_notify(). */
void ksig__notify_tracer_exit(struct ksig_task *t, int32_t status, int32_t sig)
{
	struct linux_siginfo info = { .si_signo = sig };

	ksig__assert_tree(t->k);
	info.si_code = ksig__exit_code(status, &info.u.chld.status);
	info.u.chld.utime = t->group->utime;
	info.u.chld.stime = t->group->stime;
	tell_tracer(t, &info, false);
}
