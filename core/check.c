/* SPDX-License-Identifier: MIT */
/*
 * Every invariant of every struct, in one place: for tests, fuzzers and a
 * port's debug build. Nothing here is needed to run.
 */
#include "core.h"

#define CHECK(k, cond) KSIG__ASSERT(k, cond)

/* Somebody is charged: for a timer's entry, the timer. */
static void check_entry_user(struct ksig *k, const struct ksig_entry *e)
{
	const struct ksig_timer *tm = (const struct ksig_timer *)e;

	if (e->user) {
		CHECK(k, e->user->nr_pending > 0);
		return;
	}
	CHECK(k, e->info.si_code == LINUX_SI_TIMER);
	CHECK(k, tm->flags & KSIG_TIMER_QUEUED);
	CHECK(k, !(tm->flags & (KSIG_TIMER_PARKED | KSIG_TIMER_ARMED)) ||
		 (tm->flags & KSIG_TIMER_STALE));
}

/* e's signal: its entries stand together, from the first to the last. */
static void check_run(struct ksig *k, const struct ksig_pending *p,
		      const struct ksig_entry *e)
{
	int sig = e->info.si_signo;
	const struct ksig_entry *first, *last;

	CHECK(k, ksig_sigset_has(p->queued, sig));
	first = p->of[sig - 1].entries.first;
	last = p->of[sig - 1].entries.last;
	CHECK(k, e == first || (e->node.prev != &p->queue &&
		 ksig__entry_of(e->node.prev)->info.si_signo == sig));
	CHECK(k, e == last || (e->node.next != &p->queue &&
		 ksig__entry_of(e->node.next)->info.si_signo == sig &&
		 ksig__entry_of(e->node.next)->arrival > e->arrival));
	CHECK(k, e->arrival < p->nr_arrivals);
}

/* The queue and the sets agree; bits without entries are bare instances. */
static void check_pending(struct ksig *k, const struct ksig_pending *p)
{
	const struct ksig_entry *e;
	const struct ksig_list *n;
	uint32_t nr_timers = 0;
	ksig_sigset queued = 0;

	for (n = p->queue.next; n != &p->queue; n = n->next) {
		CHECK(k, n->next->prev == n && n->prev->next == n);
		e = KSIG__CONTAINER(n, struct ksig_entry, node);
		CHECK(k, ksig_signal_valid(e->info.si_signo));
		CHECK(k, ksig_sigset_has(p->set, e->info.si_signo));
		CHECK(k, e->info.si_signo != LINUX_SIGKILL);
		check_entry_user(k, e);
		check_run(k, p, e);
		ksig_sigset_add(&queued, e->info.si_signo);
		nr_timers += !e->user;
	}
	CHECK(k, queued == p->queued && !(queued & ~p->set));
	CHECK(k, nr_timers == p->nr_timers);
}

static void check_park(struct ksig *k, const struct ksig_task *t)
{
	bool waits = t->park.kind == KSIG_PARK_SIGTIMEDWAIT;

	CHECK(k, waits || t->real_blocked == 0);
	CHECK(k, !waits || !(t->blocked & t->park.set));
	CHECK(k, !(t->flags & KSIG_TASK_STOPPED) ||
		 t->park.kind == KSIG_PARK_STOPPED);
	CHECK(k, !(t->flags & KSIG_TASK_TRACED) ||
		 t->park.kind == KSIG_PARK_TRACED);
}

/* What tracer and tracee say of each other. */
static void check_traced(struct ksig *k, const struct ksig_task *t)
	KSIG_REQUIRES(ksig__tree)
{
	const struct ksig_task *x;
	const struct ksig_list *n;

	CHECK(k, !t->tracer == !(t->flags & KSIG_TASK_PTRACED));
	CHECK(k, !t->tracer == (t->in_tracer.next == &t->in_tracer));
	CHECK(k, !t->tracer || t->tracer->group != t->group);
	CHECK(k, t->tracer || !(t->flags & (KSIG_TASK_SEIZED |
		 KSIG_TASK_TRACED | KSIG_TASK_TRAP_STOP |
		 KSIG_TASK_TRAP_NOTIFY | KSIG_TASK_LISTENING |
		 KSIG_TASK_ZOMBIE)));
	CHECK(k, !(t->flags & KSIG_TASK_LISTENING) ||
		 ((t->flags & KSIG_TASK_TRACED) &&
		  (t->flags & KSIG_TASK_SEIZED)));
	for (n = t->tracees.next; n != &t->tracees; n = n->next) {
		x = KSIG__CONTAINER(n, struct ksig_task, in_tracer);
		CHECK(k, x->tracer == t && n->next->prev == n);
	}
}

static void check_task(struct ksig *k, const struct ksig_task *t,
		       const struct ksig_group *g)
{
	CHECK(k, t->k == k && t->group == g && t->sighand == g->sighand);
	CHECK(k, !(t->flags & KSIG_TASK_DEAD));
	CHECK(k, t->user && t->user->nr_tasks > 0);
	CHECK(k, ksig__tree_find_task(k, t->tid) == t);
	CHECK(k, !(t->blocked & KSIG_SET_ONLY_KERNEL));
	CHECK(k, t->nr_frames <= KSIG_FRAMES_MAX);
	check_pending(k, &t->pending);
	check_park(k, t);
	CHECK(k, !(t->flags & KSIG_TASK_STOP_PENDING) ||
		 !(t->flags & (KSIG_TASK_STOPPED | KSIG_TASK_EXITING)));
	CHECK(k, !(t->flags & KSIG_TASK_STOP_COUNTED) ||
		 (t->flags & KSIG_TASK_STOP_PENDING));
	CHECK(k, !(t->flags & KSIG_TASK_STOPPED) ||
		 !(t->flags & KSIG_TASK_TRACED));
	/* A private signal that could be taken has woken its task. */
	if (!(t->flags & (KSIG_TASK_STOPPED | KSIG_TASK_EXITING |
			  KSIG_TASK_TRACED)))
		CHECK(k, t->has_deliverable ||
			 !(t->pending.set & ~t->blocked));
	if (t->flags & (KSIG_TASK_STOP_PENDING | KSIG_TASK_TRAP_STOP |
			KSIG_TASK_TRAP_NOTIFY) ||
	    (g->flags & KSIG_GROUP_EXIT && !(t->flags & KSIG_TASK_EXITING)))
		CHECK(k, t->has_deliverable ||
			 (t->flags & KSIG_TASK_EXITING));
}

/* Is tm's entry in the set that it belongs to? */
static bool is_queued(const struct ksig_group *g, const struct ksig_timer *tm)
{
	const struct ksig_pending *p = &g->shared;
	const struct ksig_list *n;

	if (tm->flags & KSIG_TIMER_TO_THREAD) {
		if (!tm->target)
			return false;
		p = &tm->target->pending;
	}
	for (n = p->queue.next; n != &p->queue; n = n->next)
		if (n == &tm->entry.node)
			return true;
	return false;
}

static void check_timers(struct ksig *k, const struct ksig_group *g)
{
	const struct ksig_timer *tm;
	const struct ksig_list *n;
	uint32_t nr_parked = 0;

	KSIG__EACH_TIMER(tm, g) {
		CHECK(k, tm->group == g && !tm->entry.user);
		CHECK(k, tm->user && tm->user->nr_pending > 0);
		CHECK(k, !(tm->flags & KSIG_TIMER_QUEUED) == !is_queued(g, tm));
		CHECK(k, (tm->flags & KSIG_TIMER_QUEUED) ||
			 !(tm->flags & (KSIG_TIMER_STALE |
					KSIG_TIMER_DELETED)));
		CHECK(k, !(tm->flags & KSIG_TIMER_ARMED) || tm->expires_ns);
		CHECK(k, !tm->target || tm->target->group == g);
		nr_parked += !!(tm->flags & KSIG_TIMER_PARKED);
	}
	for (n = g->parked_timers.next; n != &g->parked_timers; n = n->next) {
		tm = KSIG__CONTAINER(n, struct ksig_timer, parked);
		CHECK(k, tm->group == g && (tm->flags & KSIG_TIMER_PARKED));
		CHECK(k, nr_parked-- > 0);
	}
	CHECK(k, nr_parked == 0);
}

/* Is a shared signal that some task could take known to one of these? */
static void check_shared_is_known(struct ksig *k, struct ksig_group *g)
{
	ksig_sigset set;
	struct ksig_task *t;
	bool takers, known;
	int sig;

	KSIG__EACH_TASK(t, g)
		if (t->flags & (KSIG_TASK_STOPPED | KSIG_TASK_TRACED))
			return;	/* all look when they are continued */
	for (set = g->shared.set; set; set &= set - 1) {
		sig = ksig_sigset_lowest(set);
		takers = known = false;
		KSIG__EACH_TASK(t, g) {
			if (ksig_sigset_has(t->blocked, sig) ||
			    (t->flags & KSIG_TASK_EXITING))
				continue;
			takers = true;
			known |= t->has_deliverable;
		}
		CHECK(k, !takers || known);
	}
}

static void check_group(struct ksig *k, struct ksig_group *g)
	KSIG_REQUIRES(ksig__siglock)
{
	uint32_t nr = 0, nr_to_stop = 0, nr_signalfd = 0, nr_stopped = 0;
	uint32_t nr_waiting = 0;
	bool has_leader = false, has_next = false;
	struct ksig_task *t;

	KSIG__EACH_TASK(t, g) {
		check_task(k, t, g);
		nr++;
		nr_to_stop += !!(t->flags & KSIG_TASK_STOP_COUNTED);
		nr_stopped += !!(t->flags & KSIG_TASK_STOPPED);
		nr_signalfd += t->park.kind == KSIG_PARK_SIGNALFD;
		nr_waiting += t->park.kind == KSIG_PARK_WAIT;
		has_leader |= t == g->leader;
		has_next |= t == g->next_target;
	}
	CHECK(k, nr == g->nr_tasks && nr > 0);
	CHECK(k, nr_to_stop == g->nr_to_stop);
	CHECK(k, nr_signalfd == g->nr_signalfd);
	CHECK(k, nr_waiting == g->nr_waiting);
	CHECK(k, !g->stop_code || g->stop_code == g->stop_sig);
	CHECK(k, has_next && (has_leader || !g->leader));
	CHECK(k, g->sighand->nr_refs >= nr);
	CHECK(k, !(g->flags & KSIG_GROUP_DEAD));
	CHECK(k, !(g->flags & KSIG_GROUP_STOPPED) || g->stop_sig != 0);
	CHECK(k, nr_stopped == 0 || nr_to_stop > 0 ||
		 (g->flags & KSIG_GROUP_STOPPED));
	check_pending(k, &g->shared);
	check_timers(k, g);
	check_shared_is_known(k, g);
}

static void check_zombie(struct ksig *k, const struct ksig_group *g)
{
	CHECK(k, g->flags & KSIG_GROUP_DEAD);
	CHECK(k, g->nr_tasks == 0 && ksig__list_is_empty(&g->tasks));
	/* What is charged still, of those that are no timers'. */
	check_pending(k, &g->shared);
	CHECK(k, g->shared.set == g->shared.queued && !g->shared.nr_timers);
	CHECK(k, ksig__list_is_empty(&g->children));
	CHECK(k, ksig__list_is_empty(&g->timers));
}

/* The dead of g that their tracers have yet to wait for. */
static void check_zombies(struct ksig *k, const struct ksig_group *g)
	KSIG_REQUIRES(ksig__tree)
{
	const struct ksig_list *n;
	const struct ksig_task *z;
	bool has_leader = false;

	for (n = g->zombies.next; n != &g->zombies; n = n->next) {
		z = KSIG__CONTAINER(n, struct ksig_task, in_group);
		CHECK(k, (z->flags & KSIG_TASK_ZOMBIE) && z->tracer);
		CHECK(k, z->flags & KSIG_TASK_DEAD);
		CHECK(k, ksig__tree_find_task(k, z->tid) == z);
		CHECK(k, z->tracees.next == &z->tracees);
		has_leader |= z == g->zombie_leader;
	}
	CHECK(k, has_leader || !g->zombie_leader);
	CHECK(k, !g->zombie_leader ==
		 !(g->flags & KSIG_GROUP_LEADER_TRACED));
}

/* Parents and children agree. */
static void check_family(struct ksig *k, const struct ksig_group *g)
	KSIG_REQUIRES(ksig__tree)
{
	const struct ksig_group *c;
	const struct ksig_task *t;
	uint32_t nr = 0;

	CHECK(k, ksig__tree_find_group(k, g->pid) == g);
	CHECK(k, g->by_pgid.id == g->pgid && ksig__pgrp_first(k, g->pgid));
	CHECK(k, !g->parent == !g->parent_task);
	CHECK(k, !g->parent || g->parent_task->group == g->parent);
	CHECK(k, g->parent || ksig__list_is_empty(&g->sibling));
	KSIG__EACH_CHILD(c, g) {
		CHECK(k, c->parent == g);
		nr++;
	}
	KSIG__EACH_TASK(t, g) {
		nr -= t->nr_children;
		check_traced(k, t);
	}
	CHECK(k, nr == 0);
	check_zombies(k, g);
}

static uint64_t count_entries(const struct ksig_pending *p,
			      const struct ksig_user *u)
{
	const struct ksig_list *n;
	uint64_t nr = 0;

	for (n = p->queue.next; n != &p->queue; n = n->next)
		nr += KSIG__CONTAINER(n, struct ksig_entry, node)->user == u;
	return nr;
}

static uint64_t count_timers(const struct ksig_group *g,
			     const struct ksig_user *u)
{
	const struct ksig_timer *tm;
	uint64_t nr = 0;

	KSIG__EACH_TIMER(tm, g)
		nr += tm->user == u;
	return nr;
}

/*
 * What is charged is what is queued. Only true while no other CPU changes
 * anything, as siglocks are taken one by one.
 */
static void check_users(struct ksig *k) KSIG_REQUIRES(ksig__tree)
{
	const struct ksig_user *u;
	struct ksig_group *g;
	struct ksig_task *t;
	uint64_t nr_pending;
	uint32_t nr_tasks;

	for (u = k->users; u; u = u->next) {
		nr_pending = 0;
		nr_tasks = 0;
		KSIG__EACH_GROUP(g, k) {
			nr_pending += count_entries(&g->shared, u);
			nr_pending += count_timers(g, u);
			KSIG__EACH_TASK(t, g) {
				nr_pending += count_entries(&t->pending, u);
				nr_tasks += t->user == u;
			}
		}
		CHECK(k, u->nr_pending == nr_pending);
		CHECK(k, u->nr_tasks == nr_tasks);
	}
}

/* Locks: takes tree_lock, siglocks one by one. Nothing may run meanwhile. */
int ksig_check(struct ksig *k)
{
	struct ksig_group *g;

	ksig__tree_lock(k);
	KSIG__EACH_GROUP(g, k) {
		check_family(k, g);
		if (ksig__lock_group(g)) {
			check_group(k, g);
			ksig__unlock_group(g);
		} else {
			check_zombie(k, g);
		}
	}
	check_users(k);
	ksig__tree_unlock(k);
	return 0;
}
