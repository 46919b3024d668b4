/* SPDX-License-Identifier: MIT */
/*
 * One pending set: which signals wait, and the queue of their instances.
 *
 * A bit may be set without an entry (no memory, over the limit, SIGKILL):
 * such an instance has no siginfo, and p->bare keeps its identity.
 */
#include "core.h"

void ksig__pending_init(struct ksig_pending *p)
{
	p->set = 0;
	ksig__list_init(&p->queue);
}

/* Add an instance of sig; e NULL: a bare one. Locks: siglock. */
void ksig__pending_add(struct ksig_pending *p, int sig, struct ksig_entry *e,
		       uint64_t id, uint64_t now_ns)
{
	if (e) {
		e->id = id;
		e->generated_ns = now_ns;
		ksig__list_add_tail(&p->queue, &e->node);
	} else if (!ksig_sigset_has(p->set, sig)) {
		p->bare[sig - 1].id = id;
		p->bare[sig - 1].generated_ns = now_ns;
	}
	ksig__set_add(&p->set, sig);
}

static struct ksig_entry *find(const struct ksig_pending *p, int sig)
{
	struct ksig_list *n;

	for (n = p->queue.next; n != &p->queue; n = n->next)
		if (ksig__entry_of(n)->info.si_signo == sig)
			return ksig__entry_of(n);
	return NULL;
}

/* Is there another instance of e's signal after e in the queue? */
static bool has_another(const struct ksig_pending *p,
			const struct ksig_entry *e)
{
	struct ksig_list *n;

	for (n = e->node.next; n != &p->queue; n = n->next)
		if (ksig__entry_of(n)->info.si_signo == e->info.si_signo)
			return true;
	return false;
}

struct ksig__taken ksig__pending_peek(const struct ksig_pending *p, int sig)
{
	struct ksig_entry *e = find(p, sig);
	struct ksig__taken taken = { 0, 0, false };

	if (e) {
		taken.id = e->id;
		taken.generated_ns = e->generated_ns;
	} else {
		taken.id = p->bare[sig - 1].id;
		taken.generated_ns = p->bare[sig - 1].generated_ns;
	}
	return taken;
}

/*
 * Which signal of p that mask does not block comes next.
 *
 * The lowest number, but the synchronous ones before all others even when
 * kill(2) made them. Returns 0 for none. Locks: siglock.
 * Linux: next_signal(); rules 1 and 2.
 */
static inline int next_signal(const struct ksig_pending *p, ksig_sigset mask)
{
	ksig_sigset s = p->set & ~mask;

	if (!s)
		return 0;
	if (s & KSIG_SET_SYNCHRONOUS)
		s &= KSIG_SET_SYNCHRONOUS;
	return ksig_sigset_lowest(s);
}

/* Unlink e, and its bit if it was the last one of its signal. */
static inline void take_entry(struct ksig *k, struct ksig_pending *p,
			      struct ksig_entry *e,
			      struct linux_siginfo *info,
			      struct ksig__taken *taken)
{
	if (!has_another(p, e))
		ksig__set_remove(&p->set, KSIG_SIGMASK(e->info.si_signo));
	e->node.prev->next = e->node.next;
	e->node.next->prev = e->node.prev;
	__builtin_memcpy(info, &e->info, sizeof(e->info));
	__builtin_memset((uint8_t *)info + sizeof(e->info), 0,
			 sizeof(*info) - sizeof(e->info));
	taken->id = e->id;
	taken->generated_ns = e->generated_ns;
	ksig__entry_free(k, e);
}

/*
 * Take the oldest instance of sig, which is in the set, out of p.
 *
 * A bare one gets the siginfo that Linux makes up: SI_USER of pid 0, uid 0.
 * Locks: siglock. Linux: collect_signal().
 */
static inline void take(struct ksig *k, struct ksig_pending *p, int sig,
			struct linux_siginfo *info, struct ksig__taken *taken)
{
	struct ksig_entry *e = find(p, sig);

	if (e) {
		take_entry(k, p, e, info, taken);
		return;
	}
	ksig__set_remove(&p->set, KSIG_SIGMASK(sig));
	ksig__siginfo_bare(info, sig);
	taken->id = p->bare[sig - 1].id;
	taken->generated_ns = p->bare[sig - 1].generated_ns;
}

void ksig__pending_take(struct ksig *k, struct ksig_pending *p, int sig,
			struct linux_siginfo *info, struct ksig__taken *taken)
{
	take(k, p, sig, info, taken);
}

/*
 * Take the oldest signal that an instruction of t has made.
 *
 * So that the frame's instruction pointer is that of the instruction, not of
 * another handler. Only the private set can hold one, only a positive si_code
 * tells it from a kill(2). The caller has seen one in the set that is not
 * blocked; of the entry that is then taken that is not asked: so does Linux.
 * Returns the signal or 0. Locks: siglock.
 * Linux: dequeue_synchronous_signal(); rule 1.
 */
int ksig__take_synchronous_locked(struct ksig_task *t,
				  struct linux_siginfo *info,
				  struct ksig__taken *taken)
{
	struct ksig_pending *p = &t->pending;
	struct ksig_entry *e;
	struct ksig_list *n;

	for (n = p->queue.next; n != &p->queue; n = n->next) {
		e = ksig__entry_of(n);
		if (e->info.si_code > LINUX_SI_USER &&
		    ksig_sigset_has(KSIG_SET_SYNCHRONOUS, e->info.si_signo)) {
			take_entry(t->k, p, e, info, taken);
			taken->shared = false;
			ksig__recalc_locked(t);
			return info->si_signo;
		}
	}
	return 0;
}

/* The pending entry of the POSIX timer timerid, or NULL. Locks: siglock. */
struct ksig_entry *ksig__pending_find_timer(const struct ksig_pending *p,
					    int sig, int32_t timerid)
{
	struct ksig_entry *e;
	struct ksig_list *n;

	if (!ksig_sigset_has(p->set, sig))
		return NULL;
	for (n = p->queue.next; n != &p->queue; n = n->next) {
		e = ksig__entry_of(n);
		if (e->info.si_signo == sig &&
		    e->info.si_code == LINUX_SI_TIMER &&
		    e->info.timerid == timerid)
			return e;
	}
	return NULL;
}

static struct ksig_pending *pending_of(struct ksig_group *g,
				       struct ksig_task *t)
{
	return t ? &t->pending : &g->shared;
}

void ksig__pending_flush_locked(struct ksig_group *g, struct ksig_task *t,
				ksig_sigset set, enum ksig_discard_why why)
{
	struct ksig_pending *p = pending_of(g, t);
	ksig_sigset bare = p->set & set;
	struct ksig_list *n, *next;
	struct ksig_entry *e;
	int sig;

	if (!bare)
		return;
	for (n = p->queue.next; n != &p->queue; n = next) {
		next = n->next;
		e = ksig__entry_of(n);
		sig = e->info.si_signo;
		if (!ksig_sigset_has(set, sig))
			continue;
		ksig_sigset_del(&bare, sig);
		ksig__list_del(n);
		ksig__trace_discard(g, t, sig, e->id, e->generated_ns, why);
		ksig__entry_free(g->k, e);
	}
	ksig__set_remove(&p->set, set);
	for (; bare; bare &= bare - 1) {
		sig = ksig_sigset_lowest(bare);
		ksig__trace_discard(g, t, sig, p->bare[sig - 1].id,
				    p->bare[sig - 1].generated_ns, why);
	}
}

/* The same for the shared set and every task's. Locks: siglock. */
void ksig__pending_flush_all_locked(struct ksig_group *g, ksig_sigset set,
				    enum ksig_discard_why why)
{
	struct ksig_task *t;

	ksig__assert_siglock(g->k, g->sighand);
	ksig__pending_flush_locked(g, NULL, set, why);
	KSIG__EACH_TASK(t, g)
		ksig__pending_flush_locked(g, t, set, why);
}

/*
 * A POSIX timer's pending signals go with it: all timers' at exec
 * (timerid KSIG__ALL_TIMERS), one's when it is disarmed or deleted.
 *
 * Other instances of the same signal stay. Locks: siglock.
 * Linux: flush_itimer_signals().
 */
void ksig__pending_flush_timers_locked(struct ksig_group *g,
				       struct ksig_task *t, int32_t timerid)
{
	struct ksig_pending *p = pending_of(g, t);
	ksig_sigset gone = 0, stay = 0;
	struct ksig_list *n, *next;
	struct ksig_entry *e;

	for (n = p->queue.next; n != &p->queue; n = next) {
		next = n->next;
		e = ksig__entry_of(n);
		if (e->info.si_code != LINUX_SI_TIMER ||
		    (timerid != KSIG__ALL_TIMERS &&
		     e->info.timerid != timerid)) {
			ksig_sigset_add(&stay, e->info.si_signo);
			continue;
		}
		ksig_sigset_add(&gone, e->info.si_signo);
		ksig__list_del(n);
		ksig__trace_discard(g, t, e->info.si_signo, e->id,
				    e->generated_ns,
				    timerid == KSIG__ALL_TIMERS ?
				    KSIG_WHY_EXEC : KSIG_WHY_DISARMED);
		ksig__entry_free(g->k, e);
	}
	ksig__set_remove(&p->set, gone & ~stay);
}

/*
 * Take the next signal for t that mask does not block: the private set first,
 * whatever the numbers (rule 2).
 *
 * A stop signal leaves a mark in t, which SIGCONT wipes out: between here and
 * the stop the siglock may be dropped, and the signal is in no set then.
 * Returns the signal or 0. Locks: siglock. Linux: dequeue_signal().
 */
int ksig__dequeue_locked(struct ksig_task *t, ksig_sigset mask,
			 struct linux_siginfo *info, struct ksig__taken *taken)
{
	struct ksig_pending *p = &t->pending;
	int sig;

	ksig__assert_siglock(t->k, t->sighand);
	taken->shared = false;
	if (!(p->set & ~mask)) {
		p = &t->group->shared;
		taken->shared = true;
	}
	sig = next_signal(p, mask);
	if (sig) {
		take(t->k, p, sig, info, taken);
		if (info->si_code == LINUX_SI_TIMER && t->k->port->timer_taken)
			t->k->port->timer_taken(t->group,
						info->u.timer.timerid,
						info->u.timer.overrun);
		if (ksig_sigset_has(KSIG_SET_STOP, sig))
			t->flags |= KSIG_TASK_STOP_DEQUEUED;
	}
	ksig__recalc_locked(t);
	return sig;
}

/* What is pending for t, blocked or not. Locks: takes siglock. */
ksig_sigset ksig_pending_all(struct ksig_task *t)
{
	ksig_sigset set;

	ksig__lock_task(t);
	set = t->pending.set | t->group->shared.set;
	ksig__unlock_task(t);
	return set;
}
