/* SPDX-License-Identifier: MIT */
/* Death: of a thread, of a process; what is left of them goes. */
#include <stdlib.h>
#include "internal.h"

/* t leaves the memory it borrowed: its parent may go on. vfork(2) */
void sim_vfork_end(struct sim_task *t)
{
	struct sim_task *parent = t->vfork_parent;

	if (!parent)
		return;
	t->vfork_parent = NULL;
	parent->vfork_done = true;
	sim_wake_channel(t->s, &parent->vfork_done);
}

/* t waits no longer. */
void sim_vfork_forget(struct sim_task *t)
{
	struct sim_task *c;

	for (c = t->s->tasks; c; c = c->next)
		if (c->vfork_parent == t)
			c->vfork_parent = NULL;
}

/* A thread that was joined by its id's futex. set_tid_address(2) */
static void clear_tid(struct sim_task *t)
{
	static const int32_t zero;

	if (!t->clear_tid)
		return;
	(void)sim_write_user(t, t->clear_tid, &zero, sizeof(zero));
	sim_futex_wake(t, t->clear_tid, 1);
}

#define WAIT_CORE_FLAG 0x80	/* wait(2) */

/* Does a core action leave its flag in the wait status? core(5) */
static bool dumps_core(const struct sim_group *g)
{
	return (g->g.flags & KSIG_GROUP_DUMPED) && !g->is_undumpable &&
	       g->rlimit[SIM_RLIMIT_CORE].cur > 0;
}

/* g leaves the list of those that are alive or zombies. False: it has. */
static bool unlist(struct sim *s, struct sim_group *g)
{
	struct sim_group **p = &s->groups;

	while (*p && *p != g)
		p = &(*p)->next;
	if (!*p)
		return false;
	*p = g->next;
	g->next = s->gone_groups;
	s->gone_groups = g;
	sim_alarms_forget(s, &g->g);
	return true;
}

/*
 * Zombies for which nobody waits leave. Others may do the same meanwhile: a
 * reap has points, so the list is looked at from its start again.
 */
static void bury(struct sim *s)
{
	struct sim_group *g = s->groups;

	while (g) {
		if (g->is_gone && (g->g.flags & KSIG_GROUP_DEAD)) {
			unlist(s, g);
			ksig_reap(&g->g);
			g = s->groups;
		} else {
			g = g->next;
		}
	}
}

void sim_reaped(struct sim *s, struct ksig_group *g)
{
	unlist(s, sim_group(g));
}

__attribute__((noreturn))
void sim_exit(struct sim_task *t, int32_t status)
{
	struct sim_group *g = sim_group(t->t.group);
	struct sim *s = t->s;
	bool last;

	sim_touch(s, SIM_TOUCH_WRITE, s);
	t->th.in_own_call = false;
	sim_trap_exit(t, status);
	ksig_exit_begin(&t->t);
	sim_cpu_leave(t);
	clear_tid(t);
	sim_vfork_end(t);
	sim_vfork_forget(t);
	sim_mm_put(s, t->mm);
	t->mm = NULL;
	sim_files_put(t);
	if (g->g.nr_tasks == 1) {
		sim_tty_leave(t);
		sim_pidns_leave(t);
	}
	last = ksig_exit(&t->t, status | KSIG_EXIT_OWN, NULL);
	if (last) {
		sim_pidns_gone(s, g);
	} else {
		sim_wake_channel(s, &g->g);	/* an execve(2) waits */
		sim_wake_channel(s, &s->files);	/* a thread's pidfd */
	}
	bury(s);
	t->doing = SIM_GONE;
	t->is_gone = true;
	sim_thread_die(s);
}

__attribute__((noreturn))
void sim_exit_group(struct sim_task *t, int32_t status)
{
	ksig_group_exit(&t->t, status);
	sim_exit(t, t->t.group->exit_status);
}

__attribute__((noreturn))
void sim_die(struct sim_task *t, bool dump)
{
	struct sim_group *g = sim_group(t->t.group);

	if (dump && dumps_core(g))
		g->g.exit_status |= WAIT_CORE_FLAG;
	sim_exit(t, g->g.flags & KSIG_GROUP_EXIT ? g->g.exit_status : 0);
}

static int64_t do_exit(struct sim_task *t, const uint64_t *a)
{
	sim_exit(t, (int32_t)(a[0] & 0xff) << 8);
}

static int64_t do_exit_group(struct sim_task *t, const uint64_t *a)
{
	sim_exit_group(t, (int32_t)(a[0] & 0xff) << 8);
}

const struct sim_call_row sim_calls_exit[] = {
	{ SIM_NR_exit, do_exit },
	{ SIM_NR_exit_group, do_exit_group },
	{ 0, NULL },
};

/* ------------------------------------------------------- what is left goes */

/*
 * Nobody is in the kernel, so nobody has a pointer to what has gone: tasks,
 * groups, sighands. (A kernel would use RCU.)
 */
void sim_sweep(struct sim *s)
{
	struct sim_sighand **h = &s->sighands, *hand;
	struct sim_task **p = &s->tasks, *t;
	struct sim_group *g;

	/* A tracer's wait may have been the last thing to keep one. */
	bury(s);
	while ((t = *p)) {
		if (!t->is_gone || !t->is_reaped) {
			p = &t->next;
			continue;
		}
		*p = t->next;
		t->next = s->free_tasks;
		s->free_tasks = t;
	}
	while ((g = s->gone_groups)) {
		s->gone_groups = g->next;
		g->next = s->free_groups;
		s->free_groups = g;
	}
	while ((hand = *h)) {
		if (!ksig_sighand_unused(&hand->h)) {
			h = &hand->next;
			continue;
		}
		*h = hand->next;
		hand->next = s->free_sighands;
		s->free_sighands = hand;
	}
}

void sim_reap_all(struct sim *s)
{
	struct sim_group *g;

	for (g = s->groups; g; g = g->next)
		g->is_gone = true;
	bury(s);
}

void sim_tasks_reset(struct sim *s)
{
	struct sim_sighand *h;
	struct sim_group *g;
	struct sim_task *t;

	for (t = s->tasks; t; t = t->next) {
		if (t->mm)
			sim_mm_put(s, t->mm);
		t->mm = NULL;
		t->is_gone = t->is_reaped = true;
	}
	while ((g = s->groups)) {
		s->groups = g->next;
		g->next = s->gone_groups;
		s->gone_groups = g;
	}
	for (h = s->sighands; h; h = h->next)
		h->h.nr_refs = 0;
	sim_sweep(s);
}

void sim_tasks_finish(struct sim *s)
{
	struct sim_sighand *h;
	struct sim_group *g;
	struct sim_task *t;

	while ((t = s->free_tasks)) {
		s->free_tasks = t->next;
		free(t);
	}
	while ((g = s->free_groups)) {
		s->free_groups = g->next;
		free(g);
	}
	while ((h = s->free_sighands)) {
		s->free_sighands = h->next;
		free(h);
	}
}
