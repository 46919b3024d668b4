/* SPDX-License-Identifier: MIT */
/* Generation: from "this signal for that one" to a pending set and a wake. */
#include "queue.h"

/* An instance is already there, and one is all a standard signal has. */
static bool coalesces(const struct ksig_pending *p, int sig)
{
	return !ksig_signal_realtime(sig) && ksig_sigset_has(p->set, sig);
}

/*
 * May the entry be had over the limit? Standard signals from kill(2) and the
 * kernel: there is at most one of each (rule 11).
 */
static bool may_exceed(const struct linux_siginfo *info)
{
	return !ksig_signal_realtime(info->si_signo) && info->si_code >= 0;
}

/*
 * An entry for info, which g is to get, charged to user.
 *
 * It is charged before the comparison, so that two at once cannot both have
 * the last place. RLIMIT_SIGPENDING counts them per real user, not per
 * process (getrlimit(2)). Returns NULL if over the limit or without memory:
 * to the caller these are the same, as on Linux.
 * Locks: siglock. Linux: __sigqueue_alloc().
 */
static inline struct ksig_entry *entry_new(struct ksig_group *g,
					   struct ksig_user *user,
					   const struct linux_siginfo *info)
{
	struct ksig_entry *e = NULL;
	struct ksig *k = g->k;
	uint64_t nr, limit;

	nr = __atomic_add_fetch(&user->nr_pending, 1, __ATOMIC_RELAXED);
	limit = __atomic_load_n(&g->rlimit_sigpending, __ATOMIC_RELAXED);
	if (nr <= limit || may_exceed(info))
		e = k->port->alloc(k, sizeof(*e));
	if (!e) {
		__atomic_sub_fetch(&user->nr_pending, 1, __ATOMIC_RELAXED);
		return NULL;
	}
	e->user = user;
	__builtin_memcpy(&e->info, info, sizeof(e->info));
	return e;
}

/* Rule 10: who is told that the queue is full. */
static bool overflow_fails(const struct linux_siginfo *info)
{
	return ksig_signal_realtime(info->si_signo) &&
	       info->si_code != LINUX_SI_USER;
}

/* Tell those who wait for sig in a signalfd. Linux: signalfd_notify(). */
static void wake_signalfd(const struct ksig__generation *gen, int sig)
{
	struct ksig_group *g = gen->group;
	const struct ksig_port *port = g->k->port;
	struct ksig_task *t;

	if (port->poll_wake)
		port->poll_wake(g, gen->shared ? NULL : gen->task, sig);
	if (!g->nr_signalfd)
		return;
	KSIG__EACH_TASK(t, g)
		if (t->park.kind == KSIG_PARK_SIGNALFD &&
		    ksig_sigset_has(t->park.set, sig) &&
		    (gen->shared || t == gen->task))
			port->wake(t, KSIG_WAKE_ACCEPT);
}

/*
 * Put the signal of gen into p. Returns 0 or -LINUX_EAGAIN.
 *
 * SIGKILL's siginfo is never seen: no memory for it. When the main thread has
 * exited, the oldest one's user pays. A timer has an entry of its own.
 */
static int enqueue(const struct ksig__generation *gen, struct ksig_pending *p,
		   uint64_t id)
	KSIG_REQUIRES(ksig__siglock)
{
	const struct linux_siginfo *info = gen->info;
	struct ksig_group *g = gen->group;
	int sig = info->si_signo;
	enum ksig_gen_result result = KSIG_GEN_DELIVERED;
	struct ksig_entry *e = NULL;
	struct ksig_task *payer;

	if (sig != LINUX_SIGKILL && gen->timer) {
		e = &gen->timer->entry;
		gen->timer->flags |= KSIG_TIMER_QUEUED;
		p->nr_timers++;
	} else if (sig != LINUX_SIGKILL) {
		payer = gen->task ? gen->task : ksig__task_of(g->tasks.next);
		e = entry_new(g, payer->user, info);
		if (!e && overflow_fails(info))
			result = KSIG_GEN_OVERFLOW_FAIL;
		else if (!e)
			result = KSIG_GEN_LOSE_INFO;
	}
	ksig__trace_generate(gen, id, result, NULL);
	if (result == KSIG_GEN_OVERFLOW_FAIL)
		return -LINUX_EAGAIN;
	ksig__pending_add(p, sig, e, id, ksig__trace_now(g->k));
	if (g->nr_signalfd || g->k->port->poll_wake)
		wake_signalfd(gen, sig);
	return 0;
}

/*
 * Generate gen.
 *
 * The order is the contract: stop and continue have their effect first, even
 * of a signal that is then dropped; what is ignored is dropped before it is
 * looked at whether it is pending; only what was queued wakes somebody. A
 * group that dies takes no more: so a SIGKILL does not end a stop that a
 * thread makes for its tracer on its way out (observed on 6.18).
 * Returns 0, or -LINUX_EAGAIN when it is lost and the caller is to know.
 * Locks: siglock. Linux: __send_signal_locked(); POSIX.1-2017 2.4.1.
 */
int ksig__generate_locked(const struct ksig__generation *gen)
{
	struct ksig_group *g = gen->group;
	int sig = gen->info->si_signo;
	uint64_t id = ksig__next_id(g->k);
	struct ksig_pending *p;
	struct ksig__taken into;
	int err;

	ksig__assert_siglock(g->k, g->sighand);
	if (ksig_sigset_has(KSIG_SET_STOP | KSIG_SIGMASK(LINUX_SIGCONT), sig))
		ksig__stopcont_generate_locked(g, sig);
	/* What is caught need not be asked further. */
	if ((g->flags & KSIG_GROUP_EXIT) ||
	    (g->sighand->action[sig - 1].handler <= LINUX_SIG_IGN &&
	     ksig__is_ignored_locked(gen))) {
		ksig__trace_generate(gen, id, KSIG_GEN_IGNORED, NULL);
		if (gen->timer)
			ksig__timer_ignored_locked(gen->timer);
		return 0;
	}
	p = gen->shared ? &g->shared : &gen->task->pending;
	if (gen->timer) {
		if (ksig__timer_overruns_locked(gen, id))
			return 0;
	} else if (coalesces(p, sig)) {
		into = ksig__pending_peek(p, sig);
		ksig__trace_generate(gen, id, KSIG_GEN_ALREADY_PENDING, &into);
		return 0;
	}
	err = enqueue(gen, p, id);
	if (err)
		return err;
	ksig__target_locked(gen, id);
	return 0;
}

static struct ksig__generation generation(struct ksig_group *g,
					  struct ksig_task *task, bool shared,
					  const struct linux_siginfo *info,
					  const struct ksig_origin *origin)
{
	struct ksig__generation gen = {
		.group = g,
		.task = task,
		.info = info,
		.origin = origin,
		.shared = shared,
		.forced = false,
	};

	return gen;
}

/* ksig__generate_locked() and ksig__target_locked(), off the short way. */
__attribute__((noinline))
static int generate_any(struct ksig_group *g, struct ksig_task *task,
			bool shared, const struct linux_siginfo *info,
			const struct ksig_origin *origin)
	KSIG_REQUIRES(ksig__siglock)
{
	const struct ksig__generation gen = generation(g, task, shared, info,
						       origin);

	return ksig__generate_locked(&gen);
}

__attribute__((noinline))
static void target_any(struct ksig_group *g, struct ksig_task *task,
		       bool shared, const struct linux_siginfo *info)
	KSIG_REQUIRES(ksig__siglock)
{
	const struct ksig__generation gen = generation(g, task, shared, info,
						       NULL);

	ksig__target_locked(&gen, 0);
}

/*
 * Is sig, for p, one of the many that task, who is to have it, catches or
 * blocks, and that find nothing of theirs pending? Then
 * ksig__generate_locked() would but queue it and find who is to take it, as
 * long as nobody listens. Those that faults make are not: their ids tell
 * which came first.
 */
static inline bool is_plain(const struct ksig_group *g,
			    const struct ksig_task *task,
			    const struct ksig_pending *p, int sig)
{
	const struct ksig_port *port = g->k->port;

	return !ksig_sigset_has(KSIG_SET_STOP | KSIG_SIGMASK(LINUX_SIGCONT) |
				KSIG_SET_SYNCHRONOUS | p->set, sig) &&
	       (g->sighand->action[sig - 1].handler > LINUX_SIG_IGN ||
		ksig_sigset_has(ksig__set_read(&task->blocked), sig)) &&
	       !(g->flags & KSIG_GROUP_EXIT) && !g->nr_signalfd &&
	       !port->poll_wake && !port->trace;
}

/*
 * ksig__generate_locked() for those. Nobody listens, so none needs an id. The
 * mask is read once the signal is in the set: see ksig__set_add().
 */
__attribute__((always_inline))
static inline int generate_plain(struct ksig_group *g, struct ksig_task *task,
				 bool shared, const struct linux_siginfo *info)
	KSIG_REQUIRES(ksig__siglock)
{
	struct ksig_pending *p = shared ? &g->shared : &task->pending;
	int sig = info->si_signo;
	struct ksig_entry *e = entry_new(g, task->user, info);

	if (!e && overflow_fails(info))
		return -LINUX_EAGAIN;
	ksig__pending_add_first(p, sig, e, 0, 0);
	if (!ksig__wants(task, sig)) {
		if (shared && g->nr_tasks > 1)
			target_any(g, task, shared, info);
	} else if (g->sighand->action[sig - 1].handler > LINUX_SIG_IGN) {
		ksig__signal_wake_locked(task, false);
	} else {
		/* Unblocked meanwhile: it may be the end of all of g. */
		target_any(g, task, shared, info);
	}
	return 0;
}

/*
 * Generate for g, shared or for task alone. In both of its callers, as for
 * ksig_generate_group() half of it is known.
 *
 * A zombie takes it and nothing happens (rule 17), and so does a private
 * target that has gone between being looked up and the lock.
 * Returns 0 or -LINUX_EAGAIN. Locks: takes siglock.
 * Linux: do_send_sig_info().
 */
__attribute__((always_inline))
static inline int generate(struct ksig_group *g, struct ksig_task *task,
			   bool shared, const struct linux_siginfo *info,
			   const struct ksig_origin *origin)
	KSIG_EXCLUDES(ksig__siglock)
{
	int err = 0;

	if (!ksig__lock_group(g)) {
		if (ksig__tracing(g->k))
			ksig__emit_generate_dead(g, info, origin);
		return 0;
	}
	if (shared && !task)
		task = g->leader;
	else if (task && (task->flags & KSIG_TASK_DEAD))
		task = NULL;
	if (task && is_plain(g, task, shared ? &g->shared : &task->pending,
			     info->si_signo))
		err = generate_plain(g, task, shared, info);
	else if (shared || task)
		err = generate_any(g, task, shared, info, origin);
	ksig__unlock_group(g);
	return err;
}

int ksig__generate(struct ksig_group *g, struct ksig_task *task, bool shared,
		   const struct linux_siginfo *info,
		   const struct ksig_origin *origin)
{
	return generate(g, task, shared, info, origin);
}

/*
 * The sender is in an ancestor of g's pid namespace: it has no id there, and
 * an init cannot shut itself off from it. What has no field for a sender
 * stays as it is. Linux: send_signal_locked().
 */
int ksig__generate_above(struct ksig_group *g, struct ksig_task *task,
			 bool shared, const struct linux_siginfo *info,
			 const struct ksig_origin *origin)
{
	enum ksig__layout layout = ksig__siginfo_layout(info->si_signo,
							info->si_code);
	struct linux_siginfo unnamed;
	struct ksig__generation gen = generation(g, task, shared, &unnamed,
						 origin);
	int err = 0;

	__builtin_memcpy(&unnamed, info, KSIG_SIGINFO_KEPT_BYTES);
	gen.forced = layout == KSIG__LAYOUT_KILL ||
		     layout == KSIG__LAYOUT_RT ||
		     layout == KSIG__LAYOUT_CHLD;
	/* All three have it at the same place. */
	if (gen.forced)
		unnamed.u.kill.pid = 0;
	if (!ksig__lock_group(g)) {
		if (ksig__tracing(g->k))
			ksig__emit_generate_dead(g, &unnamed, origin);
		return 0;
	}
	if (task && (task->flags & KSIG_TASK_DEAD))
		gen.task = NULL;
	if (shared || gen.task)
		err = ksig__generate_locked(&gen);
	ksig__unlock_group(g);
	return err;
}

int ksig_generate_task(struct ksig_task *t, const struct linux_siginfo *info,
		       const struct ksig_origin *origin)
{
	KSIG__ASSERT(t->k, ksig_signal_valid(info->si_signo));
	return ksig__generate(t->group, t, false, info, origin);
}

int ksig_generate_group(struct ksig_group *g, const struct linux_siginfo *info,
			const struct ksig_origin *origin)
{
	KSIG__ASSERT(g->k, ksig_signal_valid(info->si_signo));
	return generate(g, NULL, true, info, origin);
}

int ksig_generate_pgrp(struct ksig *k, int32_t pgid,
		       const struct linux_siginfo *info,
		       const struct ksig_origin *origin)
{
	int err;

	KSIG__ASSERT(k, ksig_signal_valid(info->si_signo));
	ksig__tree_lock(k);
	err = ksig__generate_pgrp(k, pgid, info, origin);
	ksig__tree_unlock(k);
	return err;
}

/*
 * Force info on t: it can be neither blocked nor ignored (rule 13).
 *
 * What t did cannot be undone and it must not go on as if nothing had
 * happened; so its own precautions are taken away. An init loses its
 * protection if that leaves it at the default action.
 * Locks: siglock. Linux: force_sig_info_to_task().
 */
void ksig__force_locked(struct ksig_task *t, const struct linux_siginfo *info,
			const struct ksig_origin *origin, enum ksig__force how)
{
	int sig = info->si_signo;
	struct linux_sigaction *a = &t->sighand->action[sig - 1];
	bool blocked = ksig_sigset_has(t->blocked, sig);
	struct ksig__generation gen = {
		.group = t->group,
		.task = t,
		.info = info,
		.origin = origin,
		.shared = false,
		.forced = true,
	};

	ksig__assert_siglock(t->k, t->sighand);
	if (blocked || a->handler == LINUX_SIG_IGN ||
	    how != KSIG__FORCE_CURRENT) {
		a->handler = LINUX_SIG_DFL;
		if (how == KSIG__FORCE_EXIT && KSIG__SINCE(t->k, 5, 16))
			a->flags |= LINUX_SA_IMMUTABLE;
		if (blocked)
			ksig_sigset_del(&t->blocked, sig);
	}
	if (a->handler == LINUX_SIG_DFL && !(t->flags & KSIG_TASK_PTRACED))
		ksig__flags_clear(&t->group->flags, KSIG_GROUP_UNKILLABLE);
	(void)ksig__generate_locked(&gen);
	/* It may have been pending already, and blocked until now. */
	if (!t->has_deliverable)
		ksig__signal_wake_locked(t, false);
}

void ksig_force_fault(struct ksig_task *t, const struct linux_siginfo *info,
		      const struct ksig_fault *fault)
{
	struct ksig_origin origin = {
		KSIG_BY_FAULT, t->group->pid, t->tid
	};

	KSIG__ASSERT(t->k, ksig_signal_valid(info->si_signo));
	if (fault)
		t->fault = *fault;
	ksig__lock_task(t);
	ksig__force_locked(t, info, &origin, KSIG__FORCE_CURRENT);
	ksig__unlock_task(t);
}

/*
 * See ksig.h. From 5.16 on another thread cannot set a handler in time.
 * Locks: takes siglock. Linux: force_exit_sig(), force_sig_seccomp().
 */
void ksig_force_exit(struct ksig_task *t, const struct linux_siginfo *info)
{
	struct ksig_origin origin = {
		KSIG_BY_FAULT, t->group->pid, t->tid
	};

	ksig__lock_task(t);
	ksig__force_locked(t, info, &origin, KSIG__FORCE_EXIT);
	ksig__unlock_task(t);
}

/*
 * A frame could not be written or read. When the signal was SIGSEGV itself
 * its handler is of no use: that dies.
 * Locks: takes siglock. Linux: force_sigsegv(), signal_fault().
 */
void ksig__force_segv(struct ksig_task *t, int sig)
{
	struct ksig_origin origin = { KSIG_BY_FAULT, t->group->pid, t->tid };
	struct linux_siginfo info;

	ksig__siginfo_kernel(&info, LINUX_SIGSEGV);
	ksig__lock_task(t);
	ksig__force_locked(t, &info, &origin,
			   sig == LINUX_SIGSEGV ? KSIG__FORCE_DEFAULT :
						  KSIG__FORCE_CURRENT);
	ksig__unlock_task(t);
}
