/* SPDX-License-Identifier: MIT */
/* The search: see dpor.h. */
#include "dpor.h"
#include <stdlib.h>
#include <string.h>

#define STEPS_MAX	16384u
#define TOUCHES_MAX	24u	/* of a step; more: it depends on all */
#define OBJECTS_MAX	4096u	/* a power of two */

struct touch {
	uintptr_t object;
	enum sim_touch how;
};

/* What a step touches. */
struct footprint {
	struct touch of[TOUCHES_MAX];
	uint16_t nr;
	bool is_all;
};

/* [t]: so many of t's steps come before, as indices from 1. */
struct clock {
	uint32_t at[DPOR_THREADS_MAX];
};

/* One step of the play, and what is known of the state before it. */
struct step {
	uint8_t thread;
	uint16_t enabled, backtrack, done, sleep;	/* sets of threads */
	struct footprint did;
	struct footprint *of;	/* [thread]: of who sleeps or is done */
	struct clock clock;	/* after it */
};

struct object {
	uintptr_t id;
	uint64_t play;		/* in which it was last touched */
	uint32_t writer, taker;	/* the last step that did, + 1 */
	uint32_t reader[DPOR_THREADS_MAX];
	struct clock written, read;
};

#define RACES_MAX (TOUCHES_MAX * (DPOR_THREADS_MAX + 1))

/* All of it is here: who asks has a small stack. */
struct dpor {
	struct step step[STEPS_MAX];
	uint32_t nr, nr_kept;	/* steps of this play; decided before it */
	uint32_t base;		/* the first since all were at rest */
	struct clock now[DPOR_THREADS_MAX], enabled_by[DPOR_THREADS_MAX];
	struct object object[OBJECTS_MAX];
	uint32_t nr_objects;
	uint64_t play;
	bool is_open;		/* a step goes on */
	bool is_free, is_redundant, is_too_large;
	uint64_t nr_states;
	struct footprint asleep[DPOR_THREADS_MAX];	/* the next state's */
	uint16_t races[RACES_MAX];	/* of the last step */
};

struct dpor *dpor_new(void)
{
	return calloc(1, sizeof(struct dpor));
}

void dpor_reset(struct dpor *d)
{
	uint32_t i;

	for (i = 0; i < STEPS_MAX; i++)
		free(d->step[i].of);
	memset(d, 0, sizeof(*d));
}

void dpor_free(struct dpor *d)
{
	if (d)
		dpor_reset(d);
	free(d);
}

void dpor_begin(struct dpor *d)
{
	d->nr = d->base = 0;
	memset(d->now, 0, sizeof(d->now));
	memset(d->enabled_by, 0, sizeof(d->enabled_by));
	d->play++;
	d->nr_objects = 0;
	d->is_open = d->is_free = d->is_redundant = false;
}

static void join(struct clock *c, const struct clock *o)
{
	uint32_t t;

	for (t = 0; t < DPOR_THREADS_MAX; t++)
		if (o->at[t] > c->at[t])
			c->at[t] = o->at[t];
}

static struct object *object_of(struct dpor *d, uintptr_t id)
{
	uint32_t i = (uint32_t)(id * 0x9e3779b97f4a7c15ull >> 40);

	for (;; i++) {
		i &= OBJECTS_MAX - 1;
		if (d->object[i].play != d->play)
			break;
		if (d->object[i].id == id)
			return &d->object[i];
	}
	if (++d->nr_objects > OBJECTS_MAX / 2)
		d->is_too_large = true;
	d->object[i] = (struct object){ .id = id, .play = d->play };
	return &d->object[i];
}

/* ------------------------------------------------------------ independence */

static bool conflict(const struct touch *a, const struct touch *b)
{
	if (a->object != b->object)
		return false;
	if (a->how == SIM_TOUCH_READ)
		return b->how == SIM_TOUCH_WRITE;
	if (a->how == SIM_TOUCH_WRITE)
		return b->how == SIM_TOUCH_WRITE || b->how == SIM_TOUCH_READ;
	return a->how == SIM_TOUCH_ACQUIRE && b->how == SIM_TOUCH_ACQUIRE;
}

static bool dependent(const struct footprint *a, const struct footprint *b)
{
	uint32_t i, j;

	if (a->is_all || b->is_all)
		return true;
	for (i = 0; i < a->nr; i++)
		for (j = 0; j < b->nr; j++)
			if (conflict(&a->of[i], &b->of[j]))
				return true;
	return false;
}

/* ------------------------------------------------------------------- races */

/* Does step i come before what has clock c? */
static bool is_before(const struct dpor *d, uint32_t i, const struct clock *c)
{
	return c->at[d->step[i].thread] > i;
}

/*
 * Step e and the last one, n, could come the other way round: then first what
 * does not need e, up to n. Who could begin with that?
 */
static uint16_t initials(const struct dpor *d, uint32_t e, uint32_t n)
{
	uint32_t first[DPOR_THREADS_MAX] = { 0 }, i, t;
	uint16_t set = 0, seen = 0;
	bool is_first;

	for (i = e + 1; i <= n; i++) {
		const struct step *s = &d->step[i];

		/* n itself is taken for what does not need e. */
		if (i < n && is_before(d, e, &s->clock))
			continue;
		if (seen & 1u << s->thread)
			continue;
		is_first = true;
		for (t = 0; t < DPOR_THREADS_MAX && is_first; t++)
			if ((seen & 1u << t) && is_before(d, first[t],
							  &s->clock))
				is_first = false;
		seen |= (uint16_t)(1u << s->thread);
		first[s->thread] = i;
		if (is_first)
			set |= (uint16_t)(1u << s->thread);
	}
	return set;
}

static void race(struct dpor *d, uint32_t e, uint32_t n)
{
	struct step *s = &d->step[e];
	uint16_t set = initials(d, e, n), can;

	if (set & s->backtrack)
		return;
	can = set & s->enabled;
	if (can)
		s->backtrack |= (uint16_t)(can & -can);
	else
		s->backtrack |= s->enabled;
}

/*
 * Step n has touched o: after whom is it, and with whom could it change
 * places? was is its thread's clock before it.
 */
static void touched(struct dpor *d, uint32_t n, const struct clock *was,
		    const struct touch *touch, uint32_t *nr)
{
	struct object *o = object_of(d, touch->object);
	struct clock *now = &d->now[d->step[n].thread];
	uint32_t e = 0, t;

	switch (touch->how) {
	case SIM_TOUCH_ACQUIRE:
		e = o->taker;
		o->taker = n + 1;
		join(now, &o->written);
		break;
	case SIM_TOUCH_RELEASE:
		/* Filled in by publish(), when the step is over. */
		return;
	case SIM_TOUCH_WRITE:
		e = o->writer;
		for (t = 0; t < DPOR_THREADS_MAX; t++)
			if (o->reader[t] && o->reader[t] > d->base &&
			    t != d->step[n].thread &&
			    was->at[t] < o->reader[t])
				d->races[(*nr)++] = (uint16_t)
					(o->reader[t] - 1);
		join(now, &o->written);
		join(now, &o->read);
		break;
	default:
		e = o->writer;
		join(now, &o->written);
	}
	if (e && e > d->base && d->step[e - 1].thread != d->step[n].thread &&
	    !is_before(d, e - 1, was))
		d->races[(*nr)++] = (uint16_t)(e - 1);
}

/* Step n is over: others come after it. */
static void publish(struct dpor *d, uint32_t n, const struct touch *touch)
{
	const struct clock *c = &d->step[n].clock;
	uint8_t t = d->step[n].thread;
	struct object *o;

	if (touch->how == SIM_TOUCH_ENABLE) {
		join(&d->enabled_by[touch->object - 1], c);
		return;
	}
	o = object_of(d, touch->object);
	switch (touch->how) {
	case SIM_TOUCH_RELEASE:
		join(&o->written, c);
		break;
	case SIM_TOUCH_WRITE:
		o->writer = n + 1;
		o->written = *c;
		memset(o->reader, 0, sizeof(o->reader));
		memset(&o->read, 0, sizeof(o->read));
		break;
	case SIM_TOUCH_READ:
		o->reader[t] = n + 1;
		join(&o->read, c);
		break;
	default:
		break;
	}
}

static void close_step(struct dpor *d)
{
	uint32_t n, i, nr = 0;
	struct clock was;
	struct step *s;

	if (!d->is_open)
		return;
	d->is_open = false;
	n = d->nr - 1;
	s = &d->step[n];
	was = d->now[s->thread];
	if (s->did.is_all)
		d->is_too_large = true;
	for (i = 0; i < s->did.nr; i++)
		if (s->did.of[i].how != SIM_TOUCH_ENABLE)
			touched(d, n, &was, &s->did.of[i], &nr);
	d->now[s->thread].at[s->thread] = n + 1;
	s->clock = d->now[s->thread];
	for (i = 0; i < s->did.nr; i++)
		publish(d, n, &s->did.of[i]);
	/* The races of the steps before were found by the play before. */
	if (n + 1 >= d->nr_kept)
		for (i = 0; i < nr; i++)
			race(d, d->races[i], n);
}

/* ------------------------------------------------------------- the answers */

/* Who is asleep after the last step, of those who were before it. */
static uint16_t still_asleep(const struct step *s, struct footprint *of)
{
	uint16_t set = 0, was = s->sleep | s->done;
	uint32_t t;

	was &= (uint16_t)~(1u << s->thread);
	for (t = 0; t < DPOR_THREADS_MAX; t++)
		if ((was & 1u << t) && s->of && !dependent(&s->of[t], &s->did)) {
			set |= (uint16_t)(1u << t);
			of[t] = s->of[t];
		}
	return set;
}

static uint16_t enabled(struct dpor *d, const struct sim_choice *c)
{
	uint16_t set = 0;
	uint32_t i;

	for (i = 0; i < c->nr; i++) {
		if (c->of[i].thread >= DPOR_THREADS_MAX) {
			d->is_too_large = true;
			continue;
		}
		set |= (uint16_t)(1u << c->of[i].thread);
	}
	return set;
}

static uint32_t index_of(const struct sim_choice *c, uint32_t thread)
{
	uint32_t i;

	for (i = 0; i < c->nr; i++)
		if (c->of[i].thread == thread)
			return i;
	return 0;
}

/* A state that no play has been in. Returns the answer. */
static uint32_t first_visit(struct dpor *d, const struct sim_choice *c)
{
	struct step *s = &d->step[d->nr];
	uint32_t i;

	s->enabled = enabled(d, c);
	s->done = 0;
	s->sleep = d->nr > d->base ?
		still_asleep(&d->step[d->nr - 1], d->asleep) : 0;
	free(s->of);
	s->of = NULL;
	if (s->sleep) {
		s->of = malloc(DPOR_THREADS_MAX * sizeof(*s->of));
		if (s->of)
			memcpy(s->of, d->asleep, DPOR_THREADS_MAX * sizeof(*s->of));
	}
	for (i = 0; i < c->nr; i++)
		if (!(s->sleep & 1u << c->of[i].thread))
			break;
	if (i == c->nr) {
		d->is_free = d->is_redundant = true;
		return 0;
	}
	s->backtrack = (uint16_t)(1u << c->of[i].thread);
	d->nr_states++;
	return i;
}

uint32_t dpor_choose(struct dpor *d, const struct sim_choice *c)
{
	struct step *s = &d->step[d->nr];
	uint32_t i;

	close_step(d);
	if (d->is_free)
		return 0;
	if (d->nr == STEPS_MAX - 1) {
		d->is_too_large = d->is_free = true;
		return 0;
	}
	if (d->nr < d->nr_kept) {
		i = index_of(c, s->thread);
	} else {
		i = first_visit(d, c);
		if (d->is_free)
			return 0;
		s->thread = (uint8_t)c->of[i].thread;
	}
	if (s->thread >= DPOR_THREADS_MAX) {
		d->is_too_large = d->is_free = true;
		return i;
	}
	s->did.nr = 0;
	s->did.is_all = false;
	join(&d->now[s->thread], &d->enabled_by[s->thread]);
	d->is_open = true;
	d->nr++;
	return i;
}

void dpor_touch(struct dpor *d, enum sim_touch how, const void *object)
{
	struct touch t = { (uintptr_t)object, how };
	struct footprint *f;
	uint32_t i;

	if (!d->is_open)
		return;
	if (how == SIM_TOUCH_ENABLE && t.object > DPOR_THREADS_MAX) {
		d->is_too_large = true;
		return;
	}
	f = &d->step[d->nr - 1].did;
	for (i = 0; i < f->nr; i++)
		if (f->of[i].object == t.object && f->of[i].how == how)
			return;
	if (f->nr == TOUCHES_MAX)
		f->is_all = true;
	else
		f->of[f->nr++] = t;
}

void dpor_rest(struct dpor *d)
{
	uint32_t t, u;

	close_step(d);
	if (d->is_free)
		return;
	d->base = d->nr;
	for (t = 0; t < DPOR_THREADS_MAX; t++)
		for (u = 0; u < DPOR_THREADS_MAX; u++)
			d->now[t].at[u] = d->nr;
}

bool dpor_is_new(const struct dpor *d)
{
	return !d->is_free && d->nr >= d->nr_kept;
}

void dpor_converged(struct dpor *d)
{
	d->is_free = true;
}

bool dpor_next(struct dpor *d)
{
	struct step *s;
	uint16_t left;
	uint32_t i;

	close_step(d);
	for (i = d->nr; i-- > 0; ) {
		s = &d->step[i];
		if (!s->of)
			s->of = malloc(DPOR_THREADS_MAX * sizeof(*s->of));
		if (!s->of) {
			d->is_too_large = true;
			return false;
		}
		s->done |= (uint16_t)(1u << s->thread);
		s->of[s->thread] = s->did;
		left = s->backtrack & s->enabled &
		       (uint16_t)~(s->done | s->sleep);
		if (left) {
			s->thread = (uint8_t)__builtin_ctz(left);
			d->nr_kept = i + 1;
			return true;
		}
	}
	return false;
}

bool dpor_was_redundant(const struct dpor *d)
{
	return d->is_redundant;
}

bool dpor_is_too_large(const struct dpor *d)
{
	return d->is_too_large;
}

uint64_t dpor_nr_states(const struct dpor *d)
{
	return d->nr_states;
}
