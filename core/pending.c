/* SPDX-License-Identifier: MIT */
/*
 * One pending set: which signals wait, and the queue of their instances.
 *
 * A bit may be set without an entry (no memory, over the limit, SIGKILL):
 * such an instance has no siginfo, and p->of[].bare keeps its identity.
 */
#include "queue.h"

void ksig__pending_init(struct ksig_pending *p)
{
	p->set = 0;
	p->queued = 0;
	p->nr_timers = 0;
	p->nr_arrivals = 0;
	ksig__list_init(&p->queue);
}

struct ksig__taken ksig__pending_peek(const struct ksig_pending *p, int sig)
{
	struct ksig_entry *e = ksig__pending_find(p, sig);
	struct ksig__taken taken = { 0, 0, false };

	if (e) {
		taken.id = e->id;
		taken.generated_ns = e->generated_ns;
	} else {
		taken.id = p->of[sig - 1].bare.id;
		taken.generated_ns = p->of[sig - 1].bare.generated_ns;
	}
	return taken;
}

void ksig__arrivals_begin(struct ksig__arrivals *a,
			  const struct ksig_pending *p)
{
	ksig_sigset set;
	int sig;

	a->p = p;
	a->left = p->queued;
	for (set = a->left; set; set &= set - 1) {
		sig = ksig_sigset_lowest(set);
		a->next[sig - 1] = p->of[sig - 1].entries.first;
	}
}

/* The next one, or NULL: that were all. */
struct ksig_entry *ksig__arrivals_next(struct ksig__arrivals *a)
{
	struct ksig_entry *e, *oldest = NULL;
	ksig_sigset set;
	int sig;

	for (set = a->left; set; set &= set - 1) {
		e = a->next[ksig_sigset_lowest(set) - 1];
		if (!oldest || e->arrival < oldest->arrival)
			oldest = e;
	}
	if (!oldest)
		return NULL;
	sig = oldest->info.si_signo;
	if (oldest == a->p->of[sig - 1].entries.last)
		ksig_sigset_del(&a->left, sig);
	else
		a->next[sig - 1] = ksig__entry_of(oldest->node.next);
	return oldest;
}

/* The oldest entry of sig, which is queued, that no kill(2) made. */
static struct ksig_entry *first_made_by_kernel(const struct ksig_pending *p,
					       int sig)
{
	struct ksig_entry *e = p->of[sig - 1].entries.first;

	while (e->info.si_code <= LINUX_SI_USER) {
		if (e == p->of[sig - 1].entries.last)
			return NULL;
		e = ksig__entry_of(e->node.next);
	}
	return e;
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
	struct ksig_entry *e, *oldest = NULL;
	struct ksig_pending *p = &t->pending;
	ksig_sigset set = p->queued & KSIG_SET_SYNCHRONOUS;

	for (; set; set &= set - 1) {
		e = first_made_by_kernel(p, ksig_sigset_lowest(set));
		if (e && (!oldest || e->id < oldest->id))
			oldest = e;
	}
	if (!oldest)
		return 0;
	ksig__entry_take(p, oldest, info, taken);
	ksig__entry_free(t->k, oldest);
	taken->shared = false;
	ksig__recalc_locked(t);
	return info->si_signo;
}

/* One of sig, maybe a timer's: false if that counts no more. */
static bool take_any(struct ksig *k, struct ksig_pending *p, int sig,
		     struct linux_siginfo *info, struct ksig__taken *taken)
	KSIG_REQUIRES(ksig__siglock)
{
	struct ksig_entry *e = ksig__pending_find(p, sig);

	if (!e || e->user) {
		ksig__pending_take(k, p, sig, info, taken);
		return true;
	}
	ksig__entry_take(p, e, info, taken);
	ksig__list_init(&e->node);
	p->nr_timers--;
	return ksig__timer_taken_locked(e, info);
}

int ksig__dequeue_timers_locked(struct ksig_task *t, ksig_sigset mask,
				struct linux_siginfo *info,
				struct ksig__taken *taken)
{
	struct ksig_pending *p;
	ksig_sigset set;
	bool counts;
	int sig;

	do {
		taken->shared = !(t->pending.set & ~mask);
		p = taken->shared ? &t->group->shared : &t->pending;
		set = p->set & ~mask;
		sig = set ? ksig__next_of(set) : 0;
		if (!sig)
			break;
		counts = take_any(t->k, p, sig, info, taken);
		if (ksig_sigset_has(KSIG_SET_STOP |
				    KSIG_SIGMASK(LINUX_SIGALRM), sig))
			ksig__taken_locked(t, sig, taken->shared);
	} while (!counts);
	ksig__recalc_locked(t);
	return sig;
}

/* What t's group dies of is taken, for the story. */
void ksig__take_fatal_locked(struct ksig_task *t, struct ksig__delivery *d)
{
	struct ksig_pending *p = &t->group->shared;

	if (ksig_sigset_has(t->pending.set, d->sig))
		p = &t->pending;
	d->taken.shared = p == &t->group->shared;
	(void)take_any(t->k, p, d->sig, &d->tail.info, &d->taken);
}

/*
 * sig was taken for t: a stop signal leaves a mark in t, which SIGCONT wipes
 * out (between here and the stop the siglock may be dropped, and the signal is
 * in no set then); SIGALRM may be an interval timer's. Locks: siglock.
 */
void ksig__taken_locked(struct ksig_task *t, int sig, bool shared)
{
	if (sig != LINUX_SIGALRM)
		ksig__flags_set(&t->flags, KSIG_TASK_STOP_DEQUEUED);
	else if (shared)
		ksig__itimer_taken_locked(t->group);
}

static struct ksig_pending *pending_of(struct ksig_group *g,
				       struct ksig_task *t)
{
	return t ? &t->pending : &g->shared;
}

/* e goes, because of why; its signal's bit is the caller's business. */
static void discard_entry(struct ksig_group *g, struct ksig_task *t,
			  struct ksig_entry *e, enum ksig_discard_why why)
	KSIG_REQUIRES(ksig__siglock)
{
	(void)ksig__entry_remove(pending_of(g, t), e);
	ksig__list_init(&e->node);
	ksig__trace_discard(g, t, e->info.si_signo, e->id, e->generated_ns,
			    why);
	if (e->user) {
		ksig__entry_free(g->k, e);
		return;
	}
	pending_of(g, t)->nr_timers--;
	ksig__timer_discarded_locked((struct ksig_timer *)e, why);
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
		discard_entry(g, t, e, why);
	}
	ksig__set_remove(&p->set, set);
	for (; bare; bare &= bare - 1) {
		sig = ksig_sigset_lowest(bare);
		ksig__trace_discard(g, t, sig, p->of[sig - 1].bare.id,
				    p->of[sig - 1].bare.generated_ns, why);
	}
}

/*
 * g has no task any more to take what is shared. All of that is discarded, but
 * its entries are charged to their users until g is reaped (observed on 6.18);
 * timers' are their timers'. Locks: siglock. Linux: __exit_signal().
 */
void ksig__pending_exit_locked(struct ksig_group *g)
{
	struct ksig_pending *p = &g->shared;
	struct ksig_list *n, *next;
	struct ksig_entry *e;

	ksig__assert_siglock(g->k, g->sighand);
	ksig__pending_flush_locked(g, NULL, p->set & ~p->queued,
				   KSIG_WHY_EXIT);
	if (!ksig__tracing(g->k) && !p->nr_timers)
		return;
	for (n = p->queue.next; n != &p->queue; n = next) {
		next = n->next;
		e = ksig__entry_of(n);
		if (e->user)
			ksig__trace_discard(g, NULL, e->info.si_signo, e->id,
					    e->generated_ns, KSIG_WHY_EXIT);
		else
			discard_entry(g, NULL, e, KSIG_WHY_EXIT);
	}
	ksig__set_remove(&p->set, ~p->queued);
}

/* See ksig__pending_exit_locked(). */
void ksig__pending_reap(struct ksig_group *g)
{
	struct ksig_list *n;

	ksig__assert_tree(g->k);
	while ((n = g->shared.queue.next) != &g->shared.queue) {
		ksig__list_del(n);
		ksig__entry_free(g->k, ksig__entry_of(n));
	}
	ksig__pending_init(&g->shared);
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
 * exec: all POSIX timers' pending signals go with them, also those that a
 * program has made up. Other instances of the same signals stay.
 * Locks: siglock. Linux: flush_itimer_signals().
 */
void ksig__pending_flush_timers_locked(struct ksig_group *g,
				       struct ksig_task *t)
{
	struct ksig_pending *p = pending_of(g, t);
	ksig_sigset gone = 0, stay = 0;
	struct ksig_list *n, *next;
	struct ksig_entry *e;

	for (n = p->queue.next; n != &p->queue; n = next) {
		next = n->next;
		e = ksig__entry_of(n);
		if (e->info.si_code != LINUX_SI_TIMER) {
			ksig_sigset_add(&stay, e->info.si_signo);
			continue;
		}
		ksig_sigset_add(&gone, e->info.si_signo);
		discard_entry(g, t, e, KSIG_WHY_EXEC);
	}
	ksig__set_remove(&p->set, gone & ~stay);
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
