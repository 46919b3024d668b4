/* SPDX-License-Identifier: MIT */
/*
 * A saved state (state.h) becomes a struct ksig again.
 *
 * Nothing in it is trusted. Each field is checked as it is read (state.c),
 * each id must be of somebody read before, and what was built, of which
 * nobody knows yet, is judged by the same ksig_check() as a live state. So no
 * pointer is made that ksig_check() cannot follow; whatever fails, all is
 * given back.
 */
#include "load.h"

#define fail_if ksig__load_fail_if
#define unsupported_if ksig__load_unsupported_if

/* k's port while it is loaded: no locks, and a bug only makes it refused. */
struct judge {
	struct ksig_port port;
	bool found_bug;
};

static void no_lock(struct ksig *k, struct ksig_lock *l)
{
	(void)k;
	(void)l;
}

static void remember_bug(struct ksig *k, const char *what)
{
	struct judge *j = KSIG__CONTAINER(k->port, struct judge, port);

	(void)what;
	j->found_bug = true;
}

/* All records, to the END, whose sum has been looked at already. */
static void load_records(struct ksig__load *l, const uint8_t *p, size_t nr)
	KSIG_REQUIRES(ksig__tree)
{
	struct ksig__fields f = { .in = p, .left = nr };
	uint32_t type = 0, bytes = 0;

	while (!l->err && type != KSIG__RECORD_END) {
		ksig__state_record(&f, &type, &bytes);
		fail_if(l, f.bad || bytes > f.left);
		unsupported_if(l, !type || type > KSIG__RECORD_END);
		if (l->err)
			return;
		l->f = (struct ksig__fields){ .in = f.in, .left = bytes };
		ksig__load_record(l, type);
		if (type == KSIG__RECORD_END)
			l->f.left -= bytes;
		fail_if(l, l->f.left != 0);
		f.in += bytes;
		f.left -= bytes;
	}
	fail_if(l, f.left != 0);
}

/* The family as a walk from those without parent: who is not met is in a
 * circle. */
static void check_family(struct ksig__load *l)
{
	struct ksig_group *g, *at;
	uint32_t met = 0;

	KSIG__EACH_GROUP(g, l->k) {
		if (g->parent)
			continue;
		for (at = g; at; ) {
			met++;
			if (!ksig__list_is_empty(&at->children)) {
				at = KSIG__CONTAINER(at->children.next,
						struct ksig_group, sibling);
				continue;
			}
			while (at != g &&
			       at->sibling.next == &at->parent->children)
				at = at->parent;
			at = at == g ? NULL :
				KSIG__CONTAINER(at->sibling.next,
						struct ksig_group, sibling);
		}
	}
	fail_if(l, met != l->k->by_pid.nr);
}

/* What is not in the records: who refers to a sighand. */
static void count_references(struct ksig *k)
{
	struct ksig_group *g;
	struct ksig_task *t;

	KSIG__EACH_GROUP(g, k)
		if (g->sighand)
			g->sighand->nr_refs = 0;
	KSIG__EACH_GROUP(g, k)
		KSIG__EACH_TASK(t, g)
			g->sighand->nr_refs++;
}

static void set_alarms_locked(struct ksig_group *g)
	KSIG_REQUIRES(ksig__siglock)
{
	const struct ksig_port *port = g->k->port;
	const struct ksig_timer *tm;
	struct ksig_task *t;

	KSIG__EACH_TIMER(tm, g)
		if (tm->flags & KSIG_TIMER_ARMED)
			port->alarm_set(g, tm->clock_task,
					(enum ksig_clock)tm->base, tm->id,
					tm->expires_ns);
	ksig__itimers_resume_locked(g);
	KSIG__EACH_TASK(t, g)
		if (t->park.kind == KSIG_PARK_SIGTIMEDWAIT &&
		    t->park.deadline_ns != UINT64_MAX)
			port->timer_set(t, t->park.deadline_ns);
}

/* The port is told what it is to call at. */
static void set_alarms(struct ksig *k)
{
	struct ksig_group *g;

	KSIG__EACH_GROUP(g, k)
		if (ksig__lock_group(g)) {
			set_alarms_locked(g);
			ksig__unlock_group(g);
		}
}

/* The head: 0, or an error as ksig_load(). */
static int read_head(const void *bytes, size_t nr, struct ksig__state_head *h)
{
	struct ksig__fields f = { .in = bytes, .left = nr };

	__builtin_memset(h, 0, sizeof(*h));
	if (nr < KSIG__STATE_HEAD_BYTES)
		return -LINUX_EINVAL;
	ksig__state_head(&f, h);
	if (h->magic != KSIG__STATE_MAGIC)
		return -LINUX_EINVAL;
	h->config.size = sizeof(h->config);
	return h->version == KSIG__STATE_VERSION ? 0 : -LINUX_EOPNOTSUPP;
}

int ksig_saved_config(const void *bytes, size_t nr, struct ksig_config *config)
{
	struct ksig__state_head h;
	int err = read_head(bytes, nr, &h);

	if (!err)
		*config = h.config;
	return err;
}

/* Is the sum at the end that of what is before it? */
static bool sum_is_right(const uint8_t *p, size_t nr)
{
	struct ksig__fields f = { .left = sizeof(uint64_t) };
	uint64_t sum = 0;

	if (nr < KSIG__STATE_HEAD_BYTES + sizeof(sum))
		return false;
	f.in = p + nr - sizeof(sum);
	ksig__state_sum(&f, &sum);
	return sum == ksig__state_add(KSIG__STATE_SUM_FIRST, p,
				      nr - sizeof(sum));
}

static bool is_same_config(const struct ksig_config *a,
			   const struct ksig_config *b)
{
	return a->linux_version == b->linux_version &&
	       a->xstate_bytes == b->xstate_bytes &&
	       a->xfeatures == b->xfeatures && a->flags == b->flags;
}

/* With judge as the port: what is built is not in use, and needs no lock. */
static int build(struct ksig__load *l, const struct judge *judge,
		 const uint8_t *p, size_t nr)
{
	ksig__tree_lock(l->k);
	load_records(l, p, nr);
	if (!l->err) {
		check_family(l);
		count_references(l->k);
	}
	ksig__tree_unlock(l->k);
	if (!l->err)
		(void)ksig_check(l->k);
	fail_if(l, judge->found_bug);
	if (l->err)
		ksig__load_drop(l);
	return l->err;
}

/* See ksig.h. */
int ksig_load(struct ksig *k, const void *bytes, size_t nr,
	      const struct ksig_load_memory *memory)
{
	const struct ksig_port *port = k->port;
	struct judge judge = { .port = *port };
	struct ksig__load l = {
		.k = k, .memory = memory, .last_user = &k->users,
	};
	const uint8_t *p = bytes;
	struct ksig__state_head h;
	int err = read_head(bytes, nr, &h);

	if (err)
		return err;
	if (!ksig__list_is_empty(&k->groups) || k->users ||
	    !is_same_config(&h.config, &k->config) || !sum_is_right(p, nr))
		return -LINUX_EINVAL;
	judge.port.lock = judge.port.unlock = no_lock;
	judge.port.lock_held = NULL;
	judge.port.bug = remember_bug;
	k->port = &judge.port;
	err = build(&l, &judge, p + KSIG__STATE_HEAD_BYTES,
		    nr - KSIG__STATE_HEAD_BYTES);
	k->port = port;
	if (err)
		return err;
	k->next_id = h.next_id;
	set_alarms(k);
	return 0;
}
