/* SPDX-License-Identifier: MIT */
/*
 * A whole struct ksig as bytes: see state.h for the layout. What can be
 * derived (sets, who is in a table, references of a sighand) is not saved;
 * counts are, so that load.c can tell that they add up.
 */
#include "state.h"

#define FRAME_BYTES 8u	/* a record's type and length */

struct save {
	struct ksig *k;
	int (*write)(void *arg, const void *bytes, size_t nr);
	void *arg;
	int err;		/* of write(), which is then not called again */
	uint64_t sum;
	struct ksig__fields f;	/* of the record that is being made */
	uint8_t buf[KSIG__STATE_RECORD_MAX];
};

static struct ksig__fields *begin(struct save *s)
{
	s->f = (struct ksig__fields){
		.out = s->buf + FRAME_BYTES,
		.left = sizeof(s->buf) - FRAME_BYTES,
	};
	return &s->f;
}

static void put(struct save *s, size_t nr)
{
	s->sum = ksig__state_add(s->sum, s->buf, nr);
	if (!s->err)
		s->err = s->write(s->arg, s->buf, nr);
}

static void end(struct save *s, enum ksig__record type)
{
	size_t nr = (size_t)(s->f.out - s->buf);
	struct ksig__fields f = { .out = s->buf, .left = FRAME_BYTES };
	uint32_t t = type, bytes = (uint32_t)(nr - FRAME_BYTES);

	ksig__state_record(&f, &t, &bytes);
	put(s, nr);
}

static void save_head(struct save *s)
{
	struct ksig__state_head head = {
		.magic = KSIG__STATE_MAGIC,
		.version = KSIG__STATE_VERSION,
		.config = s->k->config,
		.next_id = s->k->next_id,
	};
	struct ksig__fields f = { .out = s->buf, .left = sizeof(s->buf) };

	ksig__state_head(&f, &head);
	put(s, (size_t)(f.out - s->buf));
}

static int32_t tid_of(const struct ksig_task *t)
{
	return t ? t->tid : 0;
}

/*
 * The oldest group with g's sighand. Few are shared between groups, and only
 * those have to be looked for.
 */
static struct ksig_group *owner_of(struct ksig_group *g)
{
	struct ksig_group *o;

	if (g->sighand->nr_refs == g->nr_tasks)
		return g;
	KSIG__EACH_GROUP(o, g->k)
		if (o->sighand == g->sighand)
			return o;
	return g;
}

static void save_actions(struct save *s, struct ksig_sighand *h)
{
	struct linux_sigaction *a;
	int32_t sig;

	for (sig = 1; sig <= KSIG_NSIG; sig++) {
		a = &h->action[sig - 1];
		if (!a->handler && !a->flags && !a->restorer && !a->mask)
			continue;
		ksig__state_action(begin(s), &sig, a);
		end(s, KSIG__RECORD_ACTION);
	}
}

/* Its user may be gone with a zombie: what it leaves is in exit_uid. */
static void save_task(struct save *s, struct ksig_task *t)
{
	uint32_t user = t->flags & KSIG_TASK_ZOMBIE ? 0 : t->user->uid, i;

	ksig__state_task(begin(s), t, &user);
	end(s, KSIG__RECORD_TASK);
	for (i = 0; i < t->nr_frames; i++) {
		ksig__state_frame(begin(s), &t->frames[i]);
		end(s, KSIG__RECORD_FRAME);
	}
}

/* The place of tm in its group's list. There are few. */
static uint32_t place_of(const struct ksig_timer *tm)
{
	const struct ksig_timer *o;
	uint32_t place = 0;

	KSIG__EACH_TIMER(o, tm->group) {
		if (o == tm)
			break;
		place++;
	}
	return place;
}

static void save_timers(struct save *s, struct ksig_group *g)
{
	struct ksig__state_timer ids;
	struct ksig_timer *tm;
	struct ksig_list *n;
	uint32_t place;

	KSIG__EACH_TIMER(tm, g) {
		ids.user = tm->user->uid;
		ids.target = tid_of(tm->target);
		ids.clock_task = tid_of(tm->clock_task);
		ksig__state_timer(begin(s), tm, &ids);
		end(s, KSIG__RECORD_TIMER);
	}
	for (n = g->parked_timers.next; n != &g->parked_timers; n = n->next) {
		place = place_of(KSIG__CONTAINER(n, struct ksig_timer,
						 parked));
		ksig__state_parked(begin(s), &place);
		end(s, KSIG__RECORD_PARKED);
	}
}

static void save_pending(struct save *s, struct ksig_pending *p, int32_t owner)
{
	struct ksig__state_instance i = { .owner = owner };
	ksig_sigset bare = p->set & ~p->queued;
	struct ksig__arrivals arrivals;
	struct ksig_entry *e;

	ksig__arrivals_begin(&arrivals, p);
	while ((e = ksig__arrivals_next(&arrivals))) {
		if (e->user) {
			i.user = e->user->uid;
			ksig__state_entry(begin(s), e, &i);
			end(s, KSIG__RECORD_ENTRY);
		} else {
			i.timer = place_of((struct ksig_timer *)e);
			ksig__state_timer_entry(begin(s), &i);
			end(s, KSIG__RECORD_TIMER_ENTRY);
		}
	}
	for (; bare; bare &= bare - 1) {
		i.sig = ksig_sigset_lowest(bare);
		i.id = p->of[i.sig - 1].bare.id;
		i.generated_ns = p->of[i.sig - 1].bare.generated_ns;
		ksig__state_bare(begin(s), &i);
		end(s, KSIG__RECORD_BARE);
	}
}

static void save_group(struct save *s, struct ksig_group *g)
{
	struct ksig_group *owner = g->sighand ? owner_of(g) : NULL;
	struct ksig__state_group ids = {
		.leader = tid_of(g->leader),
		.zombie_leader = tid_of(g->zombie_leader),
		.next_target = tid_of(g->next_target),
		.sighand = owner ? owner->pid : 0,
	};
	struct ksig_task *t;
	struct ksig_list *n;

	ksig__state_group(begin(s), g, &ids);
	end(s, KSIG__RECORD_GROUP);
	if (owner == g)
		save_actions(s, g->sighand);
	KSIG__EACH_TASK(t, g)
		save_task(s, t);
	for (n = g->zombies.next; n != &g->zombies; n = n->next)
		save_task(s, ksig__task_of(n));
	save_timers(s, g);
	save_pending(s, &g->shared, 0);
	KSIG__EACH_TASK(t, g)
		save_pending(s, &t->pending, t->tid);
}

static void save_ids(struct save *s, enum ksig__record type, int32_t a,
		     int32_t b)
{
	struct ksig__fields *f = begin(s);

	ksig__state_id(f, &a);
	if (type != KSIG__RECORD_PGRP)
		ksig__state_id(f, &b);
	end(s, type);
}

/* Process groups, by their oldest member: who was last to join is first. */
static void save_pgrps(struct save *s)
{
	struct ksig_group *g, *o;

	KSIG__EACH_GROUP(g, s->k) {
		if (ksig__pgrp_first(s->k, g->pgid) != g)
			continue;
		for (o = g; o; o = ksig__pgrp_next(o))
			save_ids(s, KSIG__RECORD_PGRP, o->pid, 0);
	}
}

static void save_children(struct save *s)
{
	struct ksig_group *g, *c;

	KSIG__EACH_GROUP(g, s->k)
		KSIG__EACH_CHILD(c, g)
			save_ids(s, KSIG__RECORD_CHILD, c->pid,
				 c->parent_task->tid);
}

static void save_tracees(struct save *s)
{
	struct ksig_task *t, *x;
	struct ksig_group *g;
	struct ksig_list *n;

	KSIG__EACH_GROUP(g, s->k)
		KSIG__EACH_TASK(t, g)
			for (n = t->tracees.next; n != &t->tracees;
			     n = n->next) {
				x = KSIG__CONTAINER(n, struct ksig_task,
						    in_tracer);
				save_ids(s, KSIG__RECORD_TRACEE, x->tid,
					 t->tid);
			}
}

/* The sum is of everything up to its own field. */
static void save_end(struct save *s)
{
	uint32_t type = KSIG__RECORD_END, bytes = sizeof(s->sum);
	struct ksig__fields f = { .out = s->buf, .left = sizeof(s->buf) };
	uint64_t sum;

	ksig__state_record(&f, &type, &bytes);
	sum = ksig__state_add(s->sum, s->buf, FRAME_BYTES);
	ksig__state_sum(&f, &sum);
	put(s, (size_t)(f.out - s->buf));
}

/* See ksig.h. One that is charged nothing any more is not worth a record. */
int ksig_save(struct ksig *k,
	      int (*write)(void *arg, const void *bytes, size_t nr), void *arg)
{
	struct save s = {
		.k = k, .write = write, .arg = arg,
		.sum = KSIG__STATE_SUM_FIRST,
	};
	struct ksig_group *g;
	struct ksig_user *u;

	save_head(&s);
	for (u = k->users; u; u = u->next) {
		if (!u->nr_tasks && !u->nr_pending)
			continue;
		ksig__state_user(begin(&s), u);
		end(&s, KSIG__RECORD_USER);
	}
	KSIG__EACH_GROUP(g, k)
		save_group(&s, g);
	save_pgrps(&s);
	save_children(&s);
	save_tracees(&s);
	save_end(&s);
	return s.err;
}

struct to {
	uint8_t *buf;
	size_t room, size;
};

static int write_to(void *arg, const void *bytes, size_t nr)
{
	struct to *to = arg;

	if (to->size <= to->room && nr <= to->room - to->size)
		__builtin_memcpy(to->buf + to->size, bytes, nr);
	to->size += nr;
	return 0;
}

size_t ksig_save_to(struct ksig *k, void *buf, size_t room)
{
	struct to to = { .buf = buf, .room = room };

	(void)ksig_save(k, write_to, &to);
	return to.size;
}
