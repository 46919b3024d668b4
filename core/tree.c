/* SPDX-License-Identifier: MIT */
/* The tree of processes: finding by id, parents, who adopts orphans. */
#include "core.h"

void ksig__tree_init(struct ksig *k)
{
	ksig__list_init(&k->groups);
	ksig__table_init(&k->by_tid);
	ksig__table_init(&k->by_pid);
	ksig__table_init(&k->by_pgid);
}

void ksig__tree_finish(struct ksig *k)
{
	ksig__table_finish(k, &k->by_tid);
	ksig__table_finish(k, &k->by_pid);
	ksig__table_finish(k, &k->by_pgid);
}

void ksig__tree_add_task(struct ksig_task *t)
{
	ksig__table_add(t->k, &t->k->by_tid, &t->by_tid, t->tid);
}

void ksig__tree_del_task(struct ksig_task *t)
{
	ksig__table_del(t->k, &t->k->by_tid, &t->by_tid);
}

void ksig__tree_add_group(struct ksig_group *g)
{
	ksig__table_add(g->k, &g->k->by_pid, &g->by_pid, g->pid);
	ksig__table_add(g->k, &g->k->by_pgid, &g->by_pgid, g->pgid);
	ksig__list_add_tail(&g->k->groups, &g->all);
	ksig__list_init(&g->children);
	ksig__list_init(&g->sibling);
}

/* Does nothing for one that has left already (it was reaped by itself). */
void ksig__tree_del_group(struct ksig_group *g)
{
	ksig__assert_tree(g->k);
	if (ksig__list_is_empty(&g->all))
		return;
	ksig__table_del(g->k, &g->k->by_pid, &g->by_pid);
	ksig__table_del(g->k, &g->k->by_pgid, &g->by_pgid);
	ksig__list_del(&g->all);
	if (g->parent_task)
		g->parent_task->nr_children--;
	ksig__list_del(&g->sibling);
	ksig__pending_reap(g);
}

struct ksig_task *ksig__tree_find_task(struct ksig *k, int32_t tid)
{
	struct ksig_node *n = ksig__table_find(&k->by_tid, tid);

	return n ? KSIG__CONTAINER(n, struct ksig_task, by_tid) : NULL;
}

struct ksig_group *ksig__tree_find_group(struct ksig *k, int32_t pid)
{
	struct ksig_node *n = ksig__table_find(&k->by_pid, pid);

	return n ? KSIG__CONTAINER(n, struct ksig_group, by_pid) : NULL;
}

static struct ksig_group *pgrp_member(struct ksig_node *n)
{
	return n ? KSIG__CONTAINER(n, struct ksig_group, by_pgid) : NULL;
}

struct ksig_group *ksig__pgrp_first(struct ksig *k, int32_t pgid)
{
	return pgrp_member(ksig__table_find(&k->by_pgid, pgid));
}

struct ksig_group *ksig__pgrp_next(const struct ksig_group *g)
{
	return pgrp_member(ksig__node_with(g->by_pgid.next, g->by_pgid.id));
}

struct ksig_task *ksig_task_find(struct ksig *k, int32_t tid)
{
	return ksig__tree_find_task(k, tid);
}

struct ksig_group *ksig_group_find(struct ksig *k, int32_t pid)
{
	return ksig__tree_find_group(k, pid);
}

/* parent NULL: outside. */
void ksig__tree_set_parent(struct ksig_group *g, struct ksig_task *parent)
{
	ksig__assert_tree(g->k);
	ksig__list_del(&g->sibling);
	if (g->parent_task)
		g->parent_task->nr_children--;
	g->parent_task = parent;
	g->parent = parent ? parent->group : NULL;
	if (!parent)
		return;
	ksig__list_add_tail(&parent->group->children, &g->sibling);
	parent->nr_children++;
}

/* A thread of g that has not begun to exit, or NULL. */
static struct ksig_task *alive(struct ksig_group *g)
{
	struct ksig_task *t;

	KSIG__EACH_TASK(t, g)
		if (!(ksig__flags(&t->flags) & KSIG_TASK_EXITING))
			return t;
	return NULL;
}

/* Pid 1 of g's pid namespace, or NULL: not one of ours. */
static struct ksig_group *init_of(struct ksig_group *g)
	KSIG_REQUIRES(ksig__tree)
{
	struct ksig_group *o;

	if (!g->k->port->pid_in)
		return ksig__tree_find_group(g->k, 1);
	KSIG__EACH_GROUP(o, g->k)
		if (ksig__pid_in(o, g) == 1)
			return o;
	return NULL;
}

/*
 * Who adopts the children of the dead group g: the nearest ancestor in its
 * pid namespace that is a subreaper (prctl(2)), else pid 1 there if that is
 * one of ours, else outside. Linux: find_new_reaper().
 */
static struct ksig_task *reaper_of(struct ksig_group *g)
	KSIG_REQUIRES(ksig__tree)
{
	struct ksig_task *t = NULL;
	struct ksig_group *up;

	for (up = g->parent; up && ksig__pid_in(up, g) && !t; up = up->parent)
		if (ksig__flags(&up->flags) & KSIG_GROUP_SUBREAPER)
			t = alive(up);
	if (t)
		return t;
	up = init_of(g);
	return up && up != g ? alive(up) : NULL;
}

/* c's parent process is gone: reaper (or NULL: outside) takes it. */
static void adopt(struct ksig_group *c, struct ksig_task *reaper)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	struct ksig *k = c->k;
	bool dead = ksig__flags(&c->flags) & KSIG_GROUP_DEAD;
	const struct ksig_group *father = c->parent;

	ksig__tree_set_parent(c, reaper);
	c->outside_ppid = reaper ? 0 : 1;
	c->outside_job_control = false;
	c->exit_signal = LINUX_SIGCHLD;
	if (dead && (c->zombie_leader || !ksig__group_is_complete(c))) {
		/* Its tracer first. */
	} else if (dead && reaper) {
		ksig__notify_exit(c);
	} else if (dead) {
		ksig__tree_del_group(c);
		k->port->child_event(c, KSIG_CHILD_AUTOREAP);
		return;
	}
	if (!(k->config.flags & KSIG_CONFIG_PORT_ORPHANS))
		ksig__pgrp_check_orphaned(c, father, NULL);
}

/*
 * Threads of c that have asked for it get a signal because their parent
 * thread t dies (prctl(2), PR_SET_PDEATHSIG): as if t had sent it with
 * kill(2), so t has to be allowed to. Linux: forget_original_parent().
 */
static void tell_of_death(struct ksig_group *c, struct ksig_task *t)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	struct ksig_origin origin = { KSIG_BY_PDEATH, t->group->pid, t->tid };
	struct linux_siginfo info;
	struct ksig_task *o;
	int sig;

	KSIG__EACH_TASK(o, c) {
		sig = __atomic_load_n(&o->pdeath_sig, __ATOMIC_RELAXED);
		if (!sig)
			continue;
		ksig__siginfo_kill(&info, sig, LINUX_SI_USER, t);
		info.u.kill.pid = ksig__pid_in(t->group, c);
		if (ksig__may_generate(t, sig, &info, c, o) == 0)
			(void)ksig__generate(c, o, true, &info, &origin);
	}
}

/*
 * t has left its group: children it made go to another thread there, or, if
 * it was the last, to a reaper.
 *
 * They come after those that the heir has, as wait(2) can tell.
 * Locks: tree_lock; takes siglocks one by one.
 * Linux: forget_original_parent(), reparent_leader().
 */
void ksig__tree_reparent(struct ksig_task *t)
{
	struct ksig_group *g = t->group, *c;
	struct ksig_list *n, *next;
	struct ksig_task *heir;
	bool last;

	ksig__assert_tree(g->k);
	if (!t->nr_children)
		return;
	heir = alive(g);
	if (!heir && !ksig__list_is_empty(&g->tasks))
		heir = ksig__task_of(g->tasks.next);
	last = !heir;
	if (last)
		heir = reaper_of(g);
	for (n = g->children.next; n != &g->children; n = next) {
		next = n->next;
		c = KSIG__CONTAINER(n, struct ksig_group, sibling);
		if (c->parent_task != t)
			continue;
		tell_of_death(c, t);
		if (last)
			adopt(c, heir);
		else
			ksig__tree_set_parent(c, heir);
	}
}

/* Locks: takes tree_lock. */
void ksig_group_set_outside_job_control(struct ksig_group *g, bool on)
{
	ksig__tree_lock(g->k);
	g->outside_job_control = on;
	ksig__tree_unlock(g->k);
}

/* setpgid(2), setsid(2). A new session has no job control from outside. */
void ksig_group_set_pgrp(struct ksig_group *g, int32_t pgid, int32_t sid)
{
	ksig__tree_lock(g->k);
	if (g->sid != sid)
		g->outside_job_control = false;
	if (g->pgid != pgid && !ksig__list_is_empty(&g->all)) {
		ksig__table_del(g->k, &g->k->by_pgid, &g->by_pgid);
		ksig__table_add(g->k, &g->k->by_pgid, &g->by_pgid, pgid);
	}
	g->pgid = pgid;
	g->sid = sid;
	ksig__tree_unlock(g->k);
}

void ksig_group_set_subreaper(struct ksig_group *g, bool on)
{
	ksig__tree_lock(g->k);
	if (ksig__lock_group(g)) {
		ksig__flags_change(&g->flags, KSIG_GROUP_SUBREAPER,
				   on ? KSIG_GROUP_SUBREAPER : 0);
		ksig__unlock_group(g);
	}
	ksig__tree_unlock(g->k);
}

/* Locks: takes siglock. pid_namespaces(7). */
void ksig_group_set_init(struct ksig_group *g)
{
	if (ksig__lock_group(g)) {
		ksig__flags_change(&g->flags, 0, KSIG_GROUP_UNKILLABLE);
		ksig__unlock_group(g);
	}
}

void ksig_group_set_parent(struct ksig_group *g, struct ksig_group *parent,
			   int32_t outside_ppid)
{
	ksig__tree_lock(g->k);
	ksig__tree_set_parent(g, parent ? alive(parent) : NULL);
	g->outside_ppid = parent ? 0 : outside_ppid;
	g->outside_job_control = !parent && outside_ppid > 1;
	ksig__tree_unlock(g->k);
}

void ksig_group_set_rlimit(struct ksig_group *g, uint64_t entries)
{
	__atomic_store_n(&g->rlimit_sigpending, entries, __ATOMIC_RELAXED);
}
