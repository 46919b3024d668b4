/* SPDX-License-Identifier: MIT */
/*
 * The short way through a pending set: in with an instance, out with the next
 * one. Every signal takes it, so it is inlined; the rest is in pending.c.
 */
#ifndef KSIG_CORE_QUEUE_H
#define KSIG_CORE_QUEUE_H

#include "core.h"

/*
 * Give an entry back that is not a timer's. Its user may be without tasks by
 * now: the user's own memory is looked after by user.c.
 * Locks: siglock or none. Linux: __sigqueue_free().
 */
static inline void ksig__entry_free(struct ksig *k, struct ksig_entry *e)
{
	__atomic_sub_fetch(&e->user->nr_pending, 1, __ATOMIC_RELEASE);
	k->port->free(k, e, sizeof(*e));
}

/*
 * Add an instance of sig, of which there is none, or a bare one that has to
 * go; e NULL: a bare one. Locks: siglock.
 */
static inline void ksig__pending_add_first(struct ksig_pending *p, int sig,
					   struct ksig_entry *e, uint64_t id,
					   uint64_t now_ns)
{
	if (e) {
		e->id = id;
		e->generated_ns = now_ns;
		e->arrival = p->nr_arrivals++;
		p->of[sig - 1].entries.first = e;
		p->of[sig - 1].entries.last = e;
		ksig__list_add_tail(&p->queue, &e->node);
		ksig_sigset_add(&p->queued, sig);
	} else {
		p->of[sig - 1].bare.id = id;
		p->of[sig - 1].bare.generated_ns = now_ns;
	}
	ksig__set_add(&p->set, sig);
}

/*
 * The same, whatever there is. The queue is not in the order of arrival but by
 * signal, so that no signal has to be searched for among the many of another.
 */
static inline void ksig__pending_add(struct ksig_pending *p, int sig,
				     struct ksig_entry *e, uint64_t id,
				     uint64_t now_ns)
{
	struct ksig_entry **last = &p->of[sig - 1].entries.last;

	if (e && ksig_sigset_has(p->queued, sig)) {
		e->id = id;
		e->generated_ns = now_ns;
		e->arrival = p->nr_arrivals++;
		ksig__list_add_head(&(*last)->node, &e->node);
		*last = e;
		ksig__set_add(&p->set, sig);
	} else if (e || !ksig_sigset_has(p->set, sig)) {
		ksig__pending_add_first(p, sig, e, id, now_ns);
	}
}

/* The oldest entry of sig, or NULL: it is not pending, or bare. */
static inline struct ksig_entry *ksig__pending_find(
	const struct ksig_pending *p, int sig)
{
	return ksig_sigset_has(p->queued, sig) ?
		p->of[sig - 1].entries.first : NULL;
}

/* e leaves the queue. True: it was the last one of its signal. */
static inline bool ksig__entry_remove(struct ksig_pending *p,
				      struct ksig_entry *e)
{
	int sig = e->info.si_signo;
	struct ksig_entry *first = p->of[sig - 1].entries.first;
	struct ksig_entry *last = p->of[sig - 1].entries.last;
	bool only = first == last;

	if (only)
		p->queued &= ~KSIG_SIGMASK(sig);
	else if (e == first)
		p->of[sig - 1].entries.first = ksig__entry_of(e->node.next);
	else if (e == last)
		p->of[sig - 1].entries.last = ksig__entry_of(e->node.prev);
	ksig__list_unlink(&e->node);
	return only;
}

/* What e says. */
static inline void ksig__entry_read(const struct ksig_entry *e,
				    struct linux_siginfo *info,
				    struct ksig__taken *taken)
{
	__builtin_memcpy(info, &e->info, sizeof(e->info));
	__builtin_memset((uint8_t *)info + sizeof(e->info), 0,
			 sizeof(*info) - sizeof(e->info));
	taken->id = e->id;
	taken->generated_ns = e->generated_ns;
}

/* Take e out, and its bit if it was the last one of its signal. */
static inline void ksig__entry_take(struct ksig_pending *p,
				    struct ksig_entry *e,
				    struct linux_siginfo *info,
				    struct ksig__taken *taken)
	KSIG_REQUIRES(ksig__siglock)
{
	if (ksig__entry_remove(p, e))
		ksig__set_remove(&p->set, KSIG_SIGMASK(e->info.si_signo));
	ksig__entry_read(e, info, taken);
}

/*
 * Take the oldest instance of sig, which is in the set, out of p.
 *
 * A bare one gets the siginfo that Linux makes up: SI_USER of pid 0, uid 0.
 * Not if a timer's entry is in p: see ksig__dequeue_timers_locked().
 * Locks: siglock. Linux: collect_signal().
 */
static inline void ksig__pending_take(struct ksig *k, struct ksig_pending *p,
				      int sig, struct linux_siginfo *info,
				      struct ksig__taken *taken)
	KSIG_REQUIRES(ksig__siglock)
{
	struct ksig_entry *e;

	if (!ksig_sigset_has(p->queued, sig)) {
		ksig__set_remove(&p->set, KSIG_SIGMASK(sig));
		ksig__siginfo_bare(info, sig);
		taken->id = p->of[sig - 1].bare.id;
		taken->generated_ns = p->of[sig - 1].bare.generated_ns;
		return;
	}
	e = p->of[sig - 1].entries.first;
	if (e == p->of[sig - 1].entries.last) {
		ksig_sigset_del(&p->queued, sig);
		ksig__set_remove(&p->set, KSIG_SIGMASK(sig));
	} else {
		p->of[sig - 1].entries.first = ksig__entry_of(e->node.next);
	}
	ksig__list_unlink(&e->node);
	ksig__entry_read(e, info, taken);
	ksig__entry_free(k, e);
}

/*
 * Which signal of s, which is not empty, comes next: the lowest number, but
 * the synchronous ones before all others even when kill(2) made them.
 * Linux: next_signal(); rules 1 and 2.
 */
static inline int ksig__next_of(ksig_sigset s)
{
	if (s & KSIG_SET_SYNCHRONOUS)
		s &= KSIG_SET_SYNCHRONOUS;
	return ksig_sigset_lowest(s);
}

/*
 * Take the next signal for t that mask does not block: the private set first,
 * whatever the numbers (rule 2). That of a timer which was disarmed since is
 * passed over.
 * Returns the signal or 0. Locks: siglock. Linux: dequeue_signal().
 */
static inline int ksig__dequeue_locked(struct ksig_task *t, ksig_sigset mask,
				       struct linux_siginfo *info,
				       struct ksig__taken *taken)
	KSIG_REQUIRES(ksig__siglock)
{
	struct ksig_pending *p = &t->pending;
	ksig_sigset set = p->set & ~mask;
	int sig;

	taken->shared = !set;
	if (!set) {
		p = &t->group->shared;
		set = p->set & ~mask;
	}
	if (!set) {
		ksig__recalc_locked(t);
		return 0;
	}
	if (__builtin_expect(p->nr_timers != 0, 0))
		return ksig__dequeue_timers_locked(t, mask, info, taken);
	sig = ksig__next_of(set);
	ksig__pending_take(t->k, p, sig, info, taken);
	if (__builtin_expect(ksig_sigset_has(KSIG_SET_STOP |
					     KSIG_SIGMASK(LINUX_SIGALRM),
					     sig), 0))
		ksig__taken_locked(t, sig, taken->shared);
	ksig__recalc_locked(t);
	return sig;
}

#endif /* KSIG_CORE_QUEUE_H */
