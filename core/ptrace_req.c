/* SPDX-License-Identifier: MIT */
/*
 * The tracer's side of ptrace(2): who traces whom, and what a tracer does to
 * a stop. Only the thread that attached is the tracer (ptrace(2)).
 */
#include "core.h"

static void link(struct ksig_task *t, struct ksig_task *tracer, uint32_t flags,
		 uint32_t options)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	t->tracer = tracer;
	ksig__list_add_tail(&tracer->tracees, &t->in_tracer);
	ksig__lock_task(t);
	ksig__flags_set(&t->flags, KSIG_TASK_PTRACED | flags);
	__atomic_store_n(&t->ptrace_options, options, __ATOMIC_RELAXED);
	ksig__unlock_task(t);
}

/*
 * t is traced no more. If its group stops, or has stopped, so does t now: its
 * tracer may have let it run.
 * Linux: __ptrace_unlink().
 */
static void unlink_tracee(struct ksig_task *t)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	struct ksig_group *g = t->group;

	t->tracer = NULL;
	ksig__list_del(&t->in_tracer);
	ksig__lock_task(t);
	ksig__flags_clear(&t->flags, KSIG_TASK_PTRACED | KSIG_TASK_SEIZED |
				     KSIG_TASK_TRAP_STOP |
				     KSIG_TASK_TRAP_NOTIFY);
	__atomic_store_n(&t->ptrace_options, 0, __ATOMIC_RELAXED);
	if (!(t->flags & (KSIG_TASK_EXITING | KSIG_TASK_STOPPED)) &&
	    ((g->flags & KSIG_GROUP_STOPPED) || g->nr_to_stop))
		ksig__flags_set(&t->flags, KSIG_TASK_STOP_PENDING);
	if (t->flags & (KSIG_TASK_STOP_PENDING | KSIG_TASK_TRACED))
		ksig__trap_end_locked(t);
	ksig__unlock_task(t);
}

/* g, of which threads may be alive, has no zombie as its leader any more. */
static void leader_released(struct ksig_group *g)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	g->zombie_leader = NULL;
	if (ksig__lock_group(g)) {
		ksig__flags_clear(&g->flags, KSIG_GROUP_LEADER_TRACED);
		ksig__unlock_group(g);
	} else {
		ksig__flags_clear(&g->flags, KSIG_GROUP_LEADER_TRACED);
	}
}

/* The zombie z is nobody's any more, and its memory the port's. */
static void release(struct ksig_task *z)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	struct ksig_group *g = z->group;

	z->tracer = NULL;
	ksig__list_del(&z->in_tracer);
	ksig__list_del(&z->in_group);
	if (g->zombie_leader == z)
		leader_released(g);
	ksig__tree_del_task(z);
	g->k->port->task_reaped(z);
}

/* One of g's zombies has been released: was that what g waited for? */
static void thread_released(struct ksig_group *g)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	if (ksig__group_is_complete(g))
		ksig__group_complete(g, ksig__exit_signal(g));
}

static void reap_group(struct ksig_group *g) KSIG_REQUIRES(ksig__tree)
{
	ksig__tree_del_group(g);
	g->k->port->child_event(g, KSIG_CHILD_REAPED);
}

/*
 * A main thread that is another's child is then that one's to wait for: it
 * dies for its tracer first. Linux: wait_task_zombie().
 */
void ksig__ptrace_reap(struct ksig_task *z)
{
	bool leader = z == z->group->zombie_leader;
	bool reparented = ksig__is_reparented(z);
	struct ksig_group *g = z->group;

	ksig__assert_tree(g->k);
	release(z);
	if (!leader)
		thread_released(g);
	else if (reparented)
		ksig__notify_exit(g);
	else
		reap_group(g);
}

static bool ignores_children(struct ksig_group *g)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	bool ignores = false;

	if (ksig__lock_group(g)) {
		ignores = ksig__ignores_children_locked(g);
		ksig__unlock_group(g);
	}
	return ignores;
}

/* The tracer of the zombie z does not wait for it. Linux: __ptrace_detach() */
static void give_up_zombie(struct ksig_task *z)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	bool leader = z == z->group->zombie_leader;
	struct ksig_group *g = z->group, *tracer = z->tracer->group;
	bool reparented = ksig__is_reparented(z);

	release(z);
	if (!leader) {
		thread_released(g);
	} else if (ksig__group_is_complete(g)) {
		if (reparented)
			ksig__notify_exit(g);
		else if (ignores_children(tracer))
			reap_group(g);
	}
}

/* Linux: exit_ptrace(). */
void ksig__ptrace_exit(struct ksig_task *t)
{
	struct ksig_origin origin = { KSIG_BY_PTRACE, t->group->pid, t->tid };
	struct linux_siginfo info;
	struct ksig_task *x;

	ksig__assert_tree(t->k);
	while (!ksig__list_is_empty(&t->tracees)) {
		x = KSIG__CONTAINER(t->tracees.next, struct ksig_task,
				    in_tracer);
		if (ksig__flags(&x->flags) & KSIG_TASK_ZOMBIE) {
			give_up_zombie(x);
			continue;
		}
		if (x->ptrace_options & LINUX_PTRACE_O_EXITKILL) {
			ksig__siginfo_kernel(&info, LINUX_SIGKILL);
			(void)ksig__generate(x->group, x, false, &info,
					     &origin);
		}
		unlink_tracee(x);
	}
}

/*
 * An exec by another thread takes the dead main thread's id: that vanishes
 * under its tracer. Linux: de_thread().
 */
void ksig__ptrace_exec(struct ksig_task *t)
{
	struct ksig_task *z = t->group->zombie_leader;
	struct ksig_group *tracer;

	ksig__assert_tree(t->k);
	if (!z)
		return;
	tracer = z->tracer->group;
	release(z);
	ksig__wake_waiters(tracer);
}

/* Linux: ptrace_traceme(). The parent outside cannot be a tracer. */
int ksig__ptrace_traceme(struct ksig_task *t)
{
	struct ksig_task *parent;
	int err = -LINUX_EPERM;

	ksig__tree_lock(t->k);
	parent = t->group->parent_task;
	if (!t->tracer && parent) {
		err = 0;
		if (!(ksig__flags(&parent->flags) & KSIG_TASK_EXITING))
			link(t, parent, 0, 0);
	}
	ksig__tree_unlock(t->k);
	return err;
}

/*
 * Capabilities, gids, whether t is dumpable: libksig does not know them.
 * Linux: __ptrace_may_access().
 */
static bool may_trace(struct ksig_task *tracer, struct ksig_task *t)
	KSIG_REQUIRES(ksig__tree)
{
	struct ksig_cred ours, theirs;

	if (t->k->port->may_trace)
		return t->k->port->may_trace(tracer, t);
	t->k->port->cred_get(tracer, &ours);
	t->k->port->cred_get(t, &theirs);
	return ours.uid == theirs.uid && ours.uid == theirs.euid &&
	       ours.uid == theirs.suid;
}

/*
 * A group-stopped task becomes one in a ptrace stop at once: the tracer is to
 * find it so. Linux: ptrace_set_stopped().
 */
static void trap_stopped(struct ksig_task *t)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	bool stopped;

	ksig__lock_task(t);
	stopped = t->flags & KSIG_TASK_STOPPED;
	if (stopped) {
		ksig__flags_clear(&t->flags, KSIG_TASK_STOPPED);
		(void)ksig__trap_stop_locked(t);
	}
	ksig__unlock_task(t);
	if (stopped)
		ksig__notify_trap(t, LINUX_CLD_STOPPED, false);
}

static int attach(struct ksig_task *tracer, struct ksig_task *t, bool seize,
		  uint32_t options)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	struct ksig_origin origin = {
		KSIG_BY_PTRACE, tracer->group->pid, tracer->tid
	};
	struct linux_siginfo info;

	if (t->group == tracer->group || !may_trace(tracer, t) ||
	    (ksig__flags(&t->flags) & KSIG_TASK_DEAD) || t->tracer)
		return -LINUX_EPERM;
	link(t, tracer, seize ? KSIG_TASK_SEIZED : 0, options);
	if (!seize) {
		ksig__siginfo_kernel(&info, LINUX_SIGSTOP);
		(void)ksig__generate(t->group, t, false, &info, &origin);
	}
	trap_stopped(t);
	return 0;
}

/* A main thread that has left is there, and cannot be traced. */
int ksig__ptrace_attach(struct ksig_task *tracer, int32_t tid, bool seize,
			uint64_t addr, uint64_t options)
{
	struct ksig *k = tracer->k;
	struct ksig_task *t;
	int err;

	ksig__tree_lock(k);
	t = ksig__tree_find_task(k, tid);
	if (!t && !ksig__tree_find_group(k, tid))
		err = -LINUX_ESRCH;
	else if (seize && (addr ||
			   (options & ~(uint64_t)LINUX_PTRACE_O_MASK)))
		err = -LINUX_EIO;
	else
		err = t ? attach(tracer, t, seize,
				 seize ? (uint32_t)options : 0) : -LINUX_EPERM;
	ksig__tree_unlock(k);
	return err;
}

/* Linux: ptrace_check_attach(). */
struct ksig_task *ksig__ptrace_find(struct ksig_task *tracer, int32_t tid,
				    bool any_state)
{
	struct ksig_task *t = ksig__tree_find_task(tracer->k, tid);
	uint32_t flags;

	ksig__assert_tree(tracer->k);
	if (!t || t->tracer != tracer)
		return NULL;
	flags = ksig__flags(&t->flags) & (KSIG_TASK_TRACED |
					  KSIG_TASK_LISTENING);
	return any_state || flags == KSIG_TASK_TRACED ? t : NULL;
}

/* With sig, in tracer's name. False: death was faster. */
static bool set_resume(struct ksig_task *tracer, struct ksig_task *t, int sig)
	KSIG_REQUIRES(ksig__siglock)
{
	if (!(t->flags & KSIG_TASK_TRACED))
		return false;
	t->trap.code = sig;
	t->trap.by_tid = tracer->tid;
	t->trap.by_uid = tracer->user->uid;
	return true;
}

/* See ksig.h. Linux: ptrace_resume(). */
int ksig_ptrace_resume(struct ksig_task *tracer, struct ksig_task *t,
		       uint64_t sig)
{
	if (sig > KSIG_NSIG)
		return -LINUX_EIO;
	ksig__lock_task(t);
	if (set_resume(tracer, t, (int)sig))
		ksig__trap_end_locked(t);
	ksig__unlock_task(t);
	return 0;
}

/*
 * PTRACE_DETACH. The signal then comes from the real parent, as t has no
 * other any more. Linux: ptrace_detach().
 */
int ksig__ptrace_detach(struct ksig_task *tracer, struct ksig_task *t,
			uint64_t sig)
{
	struct ksig_task *parent = t->group->parent_task;

	ksig__assert_tree(t->k);
	if (sig > KSIG_NSIG)
		return -LINUX_EIO;
	ksig__lock_task(t);
	(void)set_resume(parent ? parent : tracer, t, (int)sig);
	ksig__unlock_task(t);
	unlink_tracee(t);
	return 0;
}

/*
 * PTRACE_INTERRUPT: one more stop, whatever t is doing. Linux:
 * ptrace_request().
 */
int ksig__ptrace_interrupt(struct ksig_task *t)
{
	int err = -LINUX_EIO;

	ksig__assert_tree(t->k);
	if (ksig__flags(&t->flags) & KSIG_TASK_ZOMBIE)
		return err;
	ksig__lock_task(t);
	if (t->flags & KSIG_TASK_SEIZED) {
		err = 0;
		if (!(t->flags & KSIG_TASK_EXITING)) {
			ksig__flags_set(&t->flags, KSIG_TASK_TRAP_STOP);
			if (t->flags & KSIG_TASK_LISTENING)
				ksig__trap_end_locked(t);
			else
				ksig__signal_wake_locked(t, false);
		}
	}
	ksig__unlock_task(t);
	return err;
}

/*
 * PTRACE_LISTEN: stay stopped, and stop anew when job control changes; if
 * that has happened since the stop, at once.
 */
int ksig__ptrace_listen(struct ksig_task *t)
{
	int err = -LINUX_EIO;

	ksig__assert_tree(t->k);
	ksig__lock_task(t);
	if ((t->flags & KSIG_TASK_SEIZED) && (t->flags & KSIG_TASK_TRACED) &&
	    t->trap.has_info &&
	    t->trap.info.si_code >> 8 == LINUX_PTRACE_EVENT_STOP) {
		err = 0;
		ksig__flags_set(&t->flags, KSIG_TASK_LISTENING);
		if (t->flags & KSIG_TASK_TRAP_NOTIFY)
			ksig__trap_end_locked(t);
	}
	ksig__unlock_task(t);
	return err;
}
