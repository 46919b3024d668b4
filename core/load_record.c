/* SPDX-License-Identifier: MIT */
/*
 * The records of a saved state, one by one, become tasks, groups and what
 * belongs to them. Each id is of somebody read before, or the load fails: so
 * no pointer is made that does not lead anywhere.
 */
#include "load.h"
#include "queue.h"

#define fail_if ksig__load_fail_if
#define unsupported_if ksig__load_unsupported_if

/* NULL: none, and the load fails. */
static void *need(struct ksig__load *l, void *p)
{
	if (!p && !l->err)
		l->err = -LINUX_ENOMEM;
	return p;
}

static void *alloc(struct ksig__load *l, size_t bytes)
{
	return need(l, l->k->port->alloc(l->k, bytes));
}

/* The fields just read are taken: whatever was wrong with them is told. */
static bool fields_are_good(struct ksig__load *l)
{
	fail_if(l, l->f.bad);
	unsupported_if(l, l->f.unknown);
	return !l->err;
}

static struct ksig_user *find_user(struct ksig__load *l, uint32_t uid)
{
	struct ksig_user *u;

	for (u = l->k->users; u && u->uid != uid; u = u->next)
		;
	fail_if(l, !u);
	return u;
}

static struct ksig_task *find_alive(struct ksig__load *l, int32_t tid)
{
	struct ksig_task *t = ksig__tree_find_task(l->k, tid);

	if (t && (t->flags & KSIG_TASK_ZOMBIE))
		t = NULL;
	fail_if(l, !t);
	return t;
}

/* One of this group's, zombie or not as said; 0: NULL. */
static struct ksig_task *find_here(struct ksig__load *l, int32_t tid,
				   bool zombie)
{
	struct ksig_task *t;

	if (!tid)
		return NULL;
	t = ksig__tree_find_task(l->k, tid);
	if (t && (t->group != l->g ||
		  !(t->flags & KSIG_TASK_ZOMBIE) == zombie))
		t = NULL;
	fail_if(l, !t);
	return t;
}

static void load_user(struct ksig__load *l)
{
	struct ksig_user *u, *o, tmp = { .next = NULL };

	ksig__state_user(&l->f, &tmp);
	for (o = l->k->users; o; o = o->next)
		fail_if(l, o->uid == tmp.uid);
	fail_if(l, !tmp.nr_tasks && !tmp.nr_pending);
	if (!fields_are_good(l) || !(u = alloc(l, sizeof(*u))))
		return;
	*u = tmp;
	*l->last_user = u;
	l->last_user = &u->next;
}

/* ids.sighand is another's, that is there and is its owner; or g's own. */
static void load_sighand(struct ksig__load *l)
{
	struct ksig_group *g = l->g, *owner;
	struct ksig_sighand *h;

	if (!l->ids.sighand)
		return;
	owner = ksig__tree_find_group(l->k, l->ids.sighand);
	fail_if(l, !owner || (owner != g && !owner->sighand));
	if (l->err)
		return;
	h = owner->sighand;
	if (owner == g) {
		h = need(l, l->memory->sighand(l->k, g, l->memory->arg));
		if (!h)
			return;
		__builtin_memset(h, 0, sizeof(*h));
	}
	g->sighand = h;
}

/* What a record of a task or group begins with. */
static int32_t peek_id(const struct ksig__load *l)
{
	struct ksig__fields f = l->f;
	int32_t id = 0;

	ksig__state_id(&f, &id);
	return id;
}

/* Until it is in its process group, by_pgid has an id that is not that. */
static void load_group(struct ksig__load *l) KSIG_REQUIRES(ksig__tree)
{
	int32_t pid = peek_id(l);
	struct ksig_group *g;
	int i;

	fail_if(l, pid <= 0 || ksig__tree_find_group(l->k, pid));
	if (l->err)
		return;
	g = need(l, l->memory->group(l->k, pid, l->memory->arg));
	if (!g)
		return;
	ksig__group_init(l->k, g, pid);
	ksig__list_init(&g->children);
	ksig__list_init(&g->sibling);
	ksig__list_add_tail(&l->k->groups, &g->all);
	ksig__table_add(l->k, &l->k->by_pid, &g->by_pid, pid);
	l->g = g;
	l->t = NULL;
	l->last_action = 0;
	ksig__state_group(&l->f, g, &l->ids);
	g->by_pgid.id = ~g->pgid;
	fail_if(l, !(g->flags & KSIG_GROUP_DEAD) != !!l->ids.sighand);
	for (i = 0; i < KSIG_NR_ITIMERS; i++) {
		unsupported_if(l, !l->k->port->clock_read &&
			       (g->itimers[i].armed ||
				g->itimers[i].interval_ns));
		fail_if(l, g->itimers[i].armed &&
			   (g->flags & KSIG_GROUP_DEAD));
	}
	if (fields_are_good(l))
		load_sighand(l);
}

static void load_action(struct ksig__load *l)
{
	struct linux_sigaction a = { 0, 0, 0, 0 };
	int32_t sig = 0;

	ksig__state_action(&l->f, &sig, &a);
	fail_if(l, l->ids.sighand != l->g->pid || sig <= l->last_action);
	if (!fields_are_good(l))
		return;
	l->last_action = sig;
	l->g->sighand->action[sig - 1] = a;
}

/* A zombie has neither user nor sighand: those may be gone before it. */
static void load_task(struct ksig__load *l) KSIG_REQUIRES(ksig__tree)
{
	int32_t tid = peek_id(l);
	struct ksig_group *g = l->g;
	struct ksig_task *t;
	uint32_t user = 0;

	fail_if(l, tid <= 0 || ksig__tree_find_task(l->k, tid) ||
		   l->frames_left);
	if (l->err)
		return;
	t = need(l, l->memory->task(l->k, g, tid, l->memory->arg));
	if (!t)
		return;
	ksig__task_init(l->k, t, tid);
	t->group = g;
	ksig__list_add_tail(&g->tasks, &t->in_group);
	ksig__tree_add_task(t);
	l->t = t;
	ksig__state_task(&l->f, t, &user);
	l->frames_left = t->nr_frames;
	t->nr_frames = 0;
	if (t->flags & KSIG_TASK_ZOMBIE) {
		ksig__list_del(&t->in_group);
		ksig__list_add_tail(&g->zombies, &t->in_group);
		fail_if(l, t->park.kind != KSIG_PARK_NONE);
	} else {
		t->sighand = g->sighand;
		t->user = find_user(l, user);
		fail_if(l, !t->sighand);
	}
	(void)fields_are_good(l);
}

static void load_frame(struct ksig__load *l)
{
	struct ksig_frame frame = { .call_nr = -1 };

	ksig__state_frame(&l->f, &frame);
	fail_if(l, !l->frames_left);
	if (!fields_are_good(l))
		return;
	l->frames_left--;
	l->t->frames[l->t->nr_frames++] = frame;
}

static void load_timer(struct ksig__load *l)
{
	struct ksig__state_timer ids = { 0, 0, 0 };
	struct ksig_group *g = l->g;
	struct ksig_timer *tm = alloc(l, sizeof(*tm));

	if (!tm)
		return;
	*tm = (struct ksig_timer){ .group = g };
	ksig__list_init(&tm->entry.node);
	ksig__list_init(&tm->parked);
	ksig__list_add_tail(&g->timers, &tm->node);
	ksig__state_timer(&l->f, tm, &ids);
	tm->user = find_user(l, ids.user);
	tm->target = find_here(l, ids.target, false);
	tm->clock_task = find_here(l, ids.clock_task, false);
	unsupported_if(l, !l->k->port->clock_read &&
			  !(tm->flags & KSIG_TIMER_PORT));
	(void)fields_are_good(l);
}

/* The timer at that place of the list, which has such a flag, or NULL. */
static struct ksig_timer *find_timer(struct ksig__load *l, uint32_t place,
				     uint32_t flag)
{
	struct ksig_timer *tm;

	KSIG__EACH_TIMER(tm, l->g)
		if (place-- == 0) {
			fail_if(l, !(tm->flags & flag));
			return l->err ? NULL : tm;
		}
	fail_if(l, true);
	return NULL;
}

static void load_parked(struct ksig__load *l)
{
	struct ksig_timer *tm;
	uint32_t place = 0;

	ksig__state_parked(&l->f, &place);
	tm = find_timer(l, place, KSIG_TIMER_PARKED);
	fail_if(l, tm && !ksig__list_is_empty(&tm->parked));
	if (fields_are_good(l))
		ksig__list_add_tail(&l->g->parked_timers, &tm->parked);
}

/* The set that an instance is in; NULL: an error. */
static struct ksig_pending *pending_of(struct ksig__load *l, int32_t owner)
{
	struct ksig_task *t = find_here(l, owner, false);

	if (!fields_are_good(l))
		return NULL;
	return t ? &t->pending : &l->g->shared;
}

/*
 * They come as they have arrived. Only a timer's may be the second of a
 * standard signal.
 */
static void add_entry(struct ksig__load *l, struct ksig_pending *p,
		      struct ksig_entry *e)
{
	int sig = e->info.si_signo;
	struct ksig_entry *o;

	if (ksig_sigset_has(p->queued, sig)) {
		o = p->of[sig - 1].entries.last;
		for (; !ksig_signal_realtime(sig) && e->user;
		     o = ksig__entry_of(o->node.prev)) {
			fail_if(l, o->user != NULL);
			if (o == p->of[sig - 1].entries.first)
				break;
		}
	} else {
		fail_if(l, ksig_sigset_has(p->set, sig));
	}
	ksig__pending_add(p, sig, e, e->id, e->generated_ns);
}

static void load_entry(struct ksig__load *l)
{
	struct ksig__state_instance i = { .owner = 0 };
	struct ksig_entry *e, tmp = { .id = 0 };
	struct ksig_pending *p;

	ksig__state_entry(&l->f, &tmp, &i);
	tmp.user = find_user(l, i.user);
	p = pending_of(l, i.owner);
	if (!p || !(e = alloc(l, sizeof(*e))))
		return;
	*e = tmp;
	add_entry(l, p, e);
}

static void load_timer_entry(struct ksig__load *l)
{
	struct ksig__state_instance i = { .owner = 0 };
	struct ksig_pending *p;
	struct ksig_timer *tm;

	ksig__state_timer_entry(&l->f, &i);
	p = pending_of(l, i.owner);
	tm = find_timer(l, i.timer, KSIG_TIMER_QUEUED);
	fail_if(l, tm && !ksig__list_is_empty(&tm->entry.node));
	if (l->err)
		return;
	p->nr_timers++;
	add_entry(l, p, &tm->entry);
}

static void load_bare(struct ksig__load *l)
{
	struct ksig__state_instance i = { .owner = 0 };
	struct ksig_pending *p;

	ksig__state_bare(&l->f, &i);
	p = pending_of(l, i.owner);
	fail_if(l, p && ksig_sigset_has(p->set, i.sig));
	if (!l->err)
		ksig__pending_add(p, i.sig, NULL, i.id, i.generated_ns);
}

static void load_pgrp(struct ksig__load *l) KSIG_REQUIRES(ksig__tree)
{
	struct ksig_group *g, *before = l->member;
	int32_t pid = 0;

	ksig__state_id(&l->f, &pid);
	g = ksig__tree_find_group(l->k, pid);
	fail_if(l, !g || g->by_pgid.id == g->pgid);
	if (!fields_are_good(l))
		return;
	if (before && before->pgid == g->pgid) {
		ksig__table_add_after(l->k, &l->k->by_pgid, &g->by_pgid,
				      &before->by_pgid);
	} else {
		fail_if(l, ksig__pgrp_first(l->k, g->pgid) != NULL);
		ksig__table_add(l->k, &l->k->by_pgid, &g->by_pgid, g->pgid);
	}
	l->member = g;
}

static void load_child(struct ksig__load *l) KSIG_REQUIRES(ksig__tree)
{
	int32_t pid = 0, tid = 0;
	struct ksig_task *parent;
	struct ksig_group *g;

	ksig__state_id(&l->f, &pid);
	ksig__state_id(&l->f, &tid);
	g = ksig__tree_find_group(l->k, pid);
	parent = find_alive(l, tid);
	fail_if(l, !g || g->parent_task);
	if (fields_are_good(l))
		ksig__tree_set_parent(g, parent);
}

static void load_tracee(struct ksig__load *l)
{
	int32_t tid = 0, by = 0;
	struct ksig_task *t, *tracer;

	ksig__state_id(&l->f, &tid);
	ksig__state_id(&l->f, &by);
	t = ksig__tree_find_task(l->k, tid);
	tracer = find_alive(l, by);
	fail_if(l, !t || t->tracer);
	unsupported_if(l, !l->k->port->task_reaped);
	if (!fields_are_good(l))
		return;
	t->tracer = tracer;
	ksig__list_add_tail(&tracer->tracees, &t->in_tracer);
}

/* The group's records are all there: now its ids can be looked up. */
static void end_group(struct ksig__load *l)
{
	struct ksig_group *g = l->g;

	fail_if(l, l->frames_left != 0);
	if (!g || l->err)
		return;
	g->leader = find_here(l, l->ids.leader, false);
	g->next_target = find_here(l, l->ids.next_target, false);
	g->zombie_leader = find_here(l, l->ids.zombie_leader, true);
}

/* May a record of this type come now? Groups repeat, the rest is in order. */
static bool is_in_order(const struct ksig__load *l, uint32_t type)
{
	bool in_group = l->last >= KSIG__RECORD_GROUP &&
			l->last <= KSIG__RECORD_BARE;

	switch (type) {
	case KSIG__RECORD_GROUP:
		return l->last <= KSIG__RECORD_BARE;
	case KSIG__RECORD_ACTION:
	case KSIG__RECORD_TIMER:
	case KSIG__RECORD_PARKED:
		return in_group && l->last <= type;
	case KSIG__RECORD_TASK:
	case KSIG__RECORD_FRAME:
		return in_group && l->last <= KSIG__RECORD_FRAME;
	case KSIG__RECORD_ENTRY:
	case KSIG__RECORD_TIMER_ENTRY:
	case KSIG__RECORD_BARE:
		return in_group;
	default:
		return l->last <= type;
	}
}

void ksig__load_record(struct ksig__load *l, uint32_t type)
{
	static void (*const how[])(struct ksig__load *l) = {
		[KSIG__RECORD_USER] = load_user,
		[KSIG__RECORD_ACTION] = load_action,
		[KSIG__RECORD_FRAME] = load_frame,
		[KSIG__RECORD_TIMER] = load_timer,
		[KSIG__RECORD_PARKED] = load_parked,
		[KSIG__RECORD_ENTRY] = load_entry,
		[KSIG__RECORD_TIMER_ENTRY] = load_timer_entry,
		[KSIG__RECORD_BARE] = load_bare,
		[KSIG__RECORD_TRACEE] = load_tracee,
		[KSIG__RECORD_END] = NULL,
	};

	fail_if(l, !is_in_order(l, type));
	if (type == KSIG__RECORD_GROUP || type > KSIG__RECORD_BARE)
		end_group(l);
	if (type > KSIG__RECORD_BARE)
		l->g = NULL;
	if (l->err)
		return;
	if (type == KSIG__RECORD_GROUP)
		load_group(l);
	else if (type == KSIG__RECORD_TASK)
		load_task(l);
	else if (type == KSIG__RECORD_PGRP)
		load_pgrp(l);
	else if (type == KSIG__RECORD_CHILD)
		load_child(l);
	else if (how[type])
		how[type](l);
	l->last = type;
}
