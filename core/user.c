/* SPDX-License-Identifier: MIT */
/*
 * Users, to whom queue entries are charged. One lives as long as a task or an
 * entry refers to it; the last entry's end cannot free it (siglock is held
 * there), so such a user stays until its next use or ksig_finish().
 */
#include "core.h"

/* The user uid, with one task more. NULL: no memory. Locks: tree_lock. */
struct ksig_user *ksig__user_get(struct ksig *k, uint32_t uid)
{
	struct ksig_user *u;

	ksig__assert_tree(k);
	for (u = k->users; u && u->uid != uid; u = u->next)
		;
	if (!u) {
		u = k->port->alloc(k, sizeof(*u));
		if (!u)
			return NULL;
		u->uid = uid;
		u->nr_tasks = 0;
		u->nr_pending = 0;
		u->next = k->users;
		k->users = u;
	}
	u->nr_tasks++;
	return u;
}

/* One task less. Locks: tree_lock. */
void ksig__user_put(struct ksig *k, struct ksig_user *u)
{
	struct ksig_user **p;

	ksig__assert_tree(k);
	KSIG__ASSERT(k, u->nr_tasks > 0);
	if (--u->nr_tasks ||
	    __atomic_load_n(&u->nr_pending, __ATOMIC_ACQUIRE))
		return;
	for (p = &k->users; *p != u; p = &(*p)->next)
		;
	*p = u->next;
	k->port->free(k, u, sizeof(*u));
}

void ksig__users_finish(struct ksig *k)
{
	struct ksig_user *u;

	while ((u = k->users)) {
		k->users = u->next;
		k->port->free(k, u, sizeof(*u));
	}
}

/*
 * t's real uid is uid now (setuid(2) and its kind). Also si_uid of what it
 * sends. Returns 0 or -LINUX_ENOMEM. Locks: takes tree_lock, siglock.
 */
int ksig_task_set_user(struct ksig_task *t, uint32_t uid)
{
	struct ksig_user *u, *old;

	ksig__tree_lock(t->k);
	old = t->user;
	u = ksig__user_get(t->k, uid);
	if (u) {
		ksig__lock_task(t);
		t->user = u;
		if (t == t->group->leader)
			t->group->uid = uid;
		ksig__unlock_task(t);
		ksig__user_put(t->k, old);
	}
	ksig__tree_unlock(t->k);
	return u ? 0 : -LINUX_ENOMEM;
}
