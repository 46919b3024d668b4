/* SPDX-License-Identifier: MIT */
/*
 * One pending set: which signals wait, and the queue of their instances.
 *
 * A bit may be set without an entry (no memory, over the limit, SIGKILL):
 * such an instance has no siginfo, and p->bare keeps its identity.
 */
#include "queue.h"

void ksig__pending_init(struct ksig_pending *p)
{
	p->set = 0;
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
		taken.id = p->bare[sig - 1].id;
		taken.generated_ns = p->bare[sig - 1].generated_ns;
	}
	return taken;
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
			ksig__entry_take(t->k, p, e, info, taken);
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

/* What is pending for t, blocked or not. Locks: takes siglock. */
ksig_sigset ksig_pending_all(struct ksig_task *t)
{
	ksig_sigset set;

	ksig__lock_task(t);
	set = t->pending.set | t->group->shared.set;
	ksig__unlock_task(t);
	return set;
}
