/* SPDX-License-Identifier: MIT */
/*
 * Queue entries: their memory, and RLIMIT_SIGPENDING, which counts them per
 * real user, not per process (getrlimit(2)).
 */
#include "core.h"

/*
 * An entry for group g's limit, charged to user; over_limit: take it although
 * the limit is reached (standard signals of the kernel and kill(2), rule 11).
 *
 * It is charged before the comparison, so that two at once cannot both have
 * the last place. Returns NULL if over the limit or without memory: to the
 * caller these are the same, as on Linux.
 * Locks: siglock or none. Linux: __sigqueue_alloc().
 */
struct ksig_entry *ksig__entry_new(struct ksig_group *g,
				   struct ksig_user *user, bool over_limit)
{
	struct ksig *k = g->k;
	struct ksig_entry *e = NULL;
	uint64_t nr, limit;

	nr = __atomic_add_fetch(&user->nr_pending, 1, __ATOMIC_RELAXED);
	limit = __atomic_load_n(&g->rlimit_sigpending, __ATOMIC_RELAXED);
	if (over_limit || nr <= limit)
		e = k->port->alloc(k, sizeof(*e));
	if (!e) {
		__atomic_sub_fetch(&user->nr_pending, 1, __ATOMIC_RELAXED);
		return NULL;
	}
	e->user = user;
	return e;
}

/*
 * Give an entry back. Its user may be without tasks by now: the user's own
 * memory is looked after by user.c.
 * Locks: siglock or none. Linux: __sigqueue_free().
 */
void ksig__entry_free(struct ksig *k, struct ksig_entry *e)
{
	__atomic_sub_fetch(&e->user->nr_pending, 1, __ATOMIC_RELEASE);
	k->port->free(k, e, sizeof(*e));
}
