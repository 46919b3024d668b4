/* SPDX-License-Identifier: MIT */
/*
 * Tries in batches: many points of the first process in one run, each in a
 * copy that is made there (branch.c).
 */
#include "explore/session.h"

#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#define FIRST_SIZE	16u
/* The larger, the less a point costs; but failures are looked at after it. */
#define SHORT_MS	3000u
#define LONG_MS		8000u
/* Of copies' failures so many that the runs from the start did not have. */
#define UNTRUE_MAX	16u

/* To make a copy takes so long that the time it is to sleep may be over. */
static bool is_sleep(const struct xp_point *p)
{
	return p->kind == XP_IN_CALL &&
	       (p->nr == SYS_nanosleep || p->nr == SYS_clock_nanosleep);
}

static bool is_for_batch(const struct xp_try *t)
{
	return !t->is_done && !t->is_begun && !t->is_alone && !t->second &&
	       t->point.proc == 0 && !is_sleep(&t->point);
}

static const struct xp_try *sorted_tries;

/* In the order in which the trunk comes to them. */
static int by_call(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	uint32_t p = sorted_tries[x].point.call, q = sorted_tries[y].point.call;

	return p != q ? (p < q ? -1 : 1) : x < y ? -1 : x > y;
}

static void fill(struct xp_run *r, uint32_t i, const struct xp_point *p,
		 int sig)
{
	struct xp_entry *e = &r->shared->batch.entry[i];

	e->point = *p;
	e->sig = sig;
	e->is_done = false;
}

bool xp_batch_next(struct xp_session *s, struct xp_run *r)
{
	uint32_t left = s->nr_tries - s->next, max, i, n = 0;

	if (!s->has_branches)
		return false;
	/* All have something to do to the end. */
	max = (left + s->nr_runs - 1) / s->nr_runs;
	if (max > s->batch_size)
		max = s->batch_size;
	for (i = s->next; i < s->nr_tries && n < max; i++)
		if (is_for_batch(&s->tries[i]))
			r->tries[n++] = i;
	if (n < 2)
		return false;
	sorted_tries = s->tries;
	qsort(r->tries, n, sizeof(r->tries[0]), by_call);
	for (i = 0; i < n; i++) {
		s->tries[r->tries[i]].is_begun = true;
		fill(r, i, &s->tries[r->tries[i]].point,
		     s->tries[r->tries[i]].sig);
	}
	r->shared->batch.nr = n;
	r->shared->batch.nr_done = 0;
	r->shared->batch.until_ms = xp_tries_until(s);
	r->mode = XP_BRANCH;
	return true;
}

void xp_batch_tried(struct xp_session *s, struct xp_run *r)
{
	const struct xp_batch *b = &r->shared->batch;
	struct xp_try *t;
	uint32_t i;

	for (i = 0; i < b->nr; i++) {
		t = &s->tries[r->tries[i]];
		/* Where threads race the trunk may make another number of
		 * calls than the survey: alone it may come there. */
		if (b->entry[i].is_done && b->entry[i].o.reached) {
			t->is_branch = true;
			xp_try_done(s, t, &b->entry[i].o);
			continue;
		}
		t->is_begun = false;
		t->is_alone = true;
		if (r->tries[i] < s->next)
			s->next = r->tries[i];
	}
	if (r->shared->o.ms > LONG_MS && s->batch_size > FIRST_SIZE)
		s->batch_size /= 2;
	else if (r->shared->o.ms < SHORT_MS && s->batch_size < XP_BATCH_MAX)
		s->batch_size *= 2;
}

void xp_batch_untrue(struct xp_session *s)
{
	s->nr_untrue++;
	if (s->nr_untrue >= UNTRUE_MAX && s->nr_untrue > s->nr_findings)
		s->has_branches = false;
}

uint32_t xp_batch_under_way(const struct xp_session *s)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->nr_runs; i++)
		if (s->runs[i].over >= 0 && s->runs[i].mode == XP_BRANCH)
			n += s->runs[i].shared->batch.nr_done;
	return n;
}

/* ------------------------------------------------------------- the probe */

#define PROBES	3u

static int by_point(const void *a, const void *b)
{
	const struct xp_point *p = a, *q = b;

	return p->call < q->call ? -1 : p->call > q->call;
}

/* Calls in the first process, at its begin, in the middle and at its end. */
static uint32_t choose(const struct xp_session *s, struct xp_run *r)
{
	struct xp_point *p = calloc(s->nr_tries + 1, sizeof(*p));
	uint32_t i, n = 0;

	for (i = 0; p && i < s->nr_tries; i++)
		if (s->tries[i].point.proc == 0)
			p[n++] = s->tries[i].point;
	if (n >= PROBES) {
		qsort(p, n, sizeof(*p), by_point);
		for (i = 0; i < PROBES; i++) {
			p[i * (n - 1) / (PROBES - 1)].kind = XP_IN_CALL;
			fill(r, i, &p[i * (n - 1) / (PROBES - 1)], 0);
		}
	}
	free(p);
	return n >= PROBES ? PROBES : 0;
}

bool xp_batch_probe(struct xp_session *s, struct xp_run *r)
{
	s->batch_size = FIRST_SIZE;
	if (s->o->isolate || s->o->no_branches)
		return false;
	r->shared->batch.nr_done = 0;
	r->shared->batch.until_ms = UINT64_MAX;
	r->shared->batch.nr = choose(s, r);
	r->mode = XP_BRANCH;
	return r->shared->batch.nr != 0;
}

/* Do copies without a signal end as the program does? */
void xp_batch_probed(struct xp_session *s, const struct xp_run *r)
{
	const struct xp_batch *b = &r->shared->batch;
	uint32_t i, n = 0;

	for (i = 0; i < b->nr; i++) {
		if (!b->entry[i].is_done)
			continue;
		if ((s->same_end && !xp_same_end(&b->entry[i].o, &s->base)) ||
		    (s->same_output &&
		     !xp_same_output(&b->entry[i].o, &s->base)))
			return;
		n++;
	}
	s->has_branches = n != 0;
}
