/* SPDX-License-Identifier: MIT */
/*
 * Taking and dropping locks, and the assertions that they are held: at run
 * time where the port can tell, at compile time by clang.
 */
#ifndef KSIG_CORE_LOCK_H
#define KSIG_CORE_LOCK_H

#include <ksig/annotate.h>
#include <ksig/ksig.h>
#include "sigset.h"

void ksig__bug(struct ksig *k, const char *what);

#define KSIG__STR2(x) #x
#define KSIG__STR(x) KSIG__STR2(x)
#define KSIG__ASSERT(k, cond) \
	((cond) ? (void)0 : \
	 ksig__bug((k), __FILE__ ":" KSIG__STR(__LINE__) ": " #cond))

static inline void ksig__tree_lock(struct ksig *k)
	KSIG_ACQUIRES(ksig__tree) KSIG_UNCHECKED
{
	k->port->lock(k, &k->tree_lock);
}

static inline void ksig__tree_unlock(struct ksig *k)
	KSIG_RELEASES(ksig__tree) KSIG_UNCHECKED
{
	k->port->unlock(k, &k->tree_lock);
}

static inline void ksig__assert_tree(struct ksig *k) KSIG_REQUIRES(ksig__tree)
{
	if (k->port->lock_held)
		KSIG__ASSERT(k, k->port->lock_held(k, &k->tree_lock));
}

static inline void ksig__assert_siglock(struct ksig *k,
					const struct ksig_sighand *h)
	KSIG_REQUIRES(ksig__siglock)
{
	if (k->port->lock_held)
		KSIG__ASSERT(k, k->port->lock_held(k, &h->lock));
}

static inline struct ksig_sighand *ksig__sighand(
	struct ksig_sighand *const *of)
{
	return __atomic_load_n(of, __ATOMIC_ACQUIRE);
}

/*
 * Lock the siglock of t, whose exec may exchange its sighand meanwhile:
 * hence the second look. t's memory and that of its sighand have to stay.
 */
static inline void ksig__lock_task(struct ksig_task *t)
	KSIG_ACQUIRES(ksig__siglock) KSIG_UNCHECKED
{
	struct ksig_sighand *h = ksig__sighand(&t->sighand);

	t->k->port->lock(t->k, &h->lock);
	while (__builtin_expect(h != ksig__sighand(&t->sighand), 0)) {
		t->k->port->unlock(t->k, &h->lock);
		h = ksig__sighand(&t->sighand);
		t->k->port->lock(t->k, &h->lock);
	}
}

static inline void ksig__unlock_task(struct ksig_task *t)
	KSIG_RELEASES(ksig__siglock) KSIG_UNCHECKED
{
	t->k->port->unlock(t->k, &t->sighand->lock);
}

/* The same for g; false: it is a zombie, and nothing is locked. */
static inline bool ksig__lock_group(struct ksig_group *g)
	KSIG_TRY_ACQUIRES(true, ksig__siglock) KSIG_UNCHECKED
{
	struct ksig_sighand *h = ksig__sighand(&g->sighand);

	if (!h)
		return false;
	g->k->port->lock(g->k, &h->lock);
	while (__builtin_expect(h != ksig__sighand(&g->sighand), 0)) {
		g->k->port->unlock(g->k, &h->lock);
		h = ksig__sighand(&g->sighand);
		if (!h)
			return false;
		g->k->port->lock(g->k, &h->lock);
	}
	return true;
}

static inline void ksig__unlock_group(struct ksig_group *g)
	KSIG_RELEASES(ksig__siglock) KSIG_UNCHECKED
{
	g->k->port->unlock(g->k, &g->sighand->lock);
}

/*
 * A task changes its own mask without siglock when nothing is pending
 * (mask.c). Two accesses on each side make that safe: who generates adds to
 * the set, then reads the mask; the task exchanges the mask, then reads the
 * sets. All four are sequentially consistent, so at least one sees the other.
 */
static inline void ksig__set_add(ksig_sigset *set, int sig)
{
	__atomic_fetch_or(set, KSIG_SIGMASK(sig), __ATOMIC_SEQ_CST);
}

static inline void ksig__set_remove(ksig_sigset *set, ksig_sigset which)
{
	__atomic_store_n(set, *set & ~which, __ATOMIC_RELAXED);
}

static inline ksig_sigset ksig__set_read(const ksig_sigset *set)
{
	return __atomic_load_n(set, __ATOMIC_SEQ_CST);
}

/*
 * The flags of tasks and groups: written under siglock, and read without it
 * where an answer that is about to change does no harm (a task that asks
 * whether it has stopped, a walk of the tree that asks who is alive).
 */
static inline uint32_t ksig__flags(const uint32_t *flags)
{
	return __atomic_load_n(flags, __ATOMIC_RELAXED);
}

/* What is asked of t makes no sense once ksig_exit() was called for it. */
static inline void ksig__assert_alive(const struct ksig_task *t)
{
	KSIG__ASSERT(t->k, !(ksig__flags(&t->flags) & KSIG_TASK_DEAD));
}

static inline void ksig__flags_change(uint32_t *flags, uint32_t clear,
				      uint32_t set)
{
	__atomic_store_n(flags, (*flags & ~clear) | set, __ATOMIC_RELAXED);
}

static inline void ksig__flags_set(uint32_t *flags, uint32_t which)
{
	ksig__flags_change(flags, 0, which);
}

static inline void ksig__flags_clear(uint32_t *flags, uint32_t which)
{
	ksig__flags_change(flags, which, 0);
}

#endif /* KSIG_CORE_LOCK_H */
