/* SPDX-License-Identifier: MIT */
/*
 * --twice: which second signals there are inside the handler of each, by a
 * run for each; and which of them goes with which point of the first. All
 * pairs would be too many.
 */
#include "explore/session.h"

#include <stdlib.h>
#include <string.h>

const struct xp_second *xp_second_of(const struct xp_session *s,
				     const struct xp_try *t)
{
	return t->second ? &s->seconds[t->second - 1] : NULL;
}

int xp_second_sig(const struct xp_session *s, const struct xp_try *t)
{
	return t->second ? s->seconds[t->second - 1].sig : 0;
}

static uint64_t mix(const struct xp_second *x)
{
	uint64_t h = x->point.ip * 0x9e3779b97f4a7c15ull ^
		     (uint64_t)x->point.call << 32 ^ x->point.hit ^
		     (uint64_t)x->sig << 48 ^ (uint64_t)x->point.kind << 60;

	return (h ^ h >> 31) * 0xbf58476d1ce4e5b9ull;
}

static int by_round(const void *a, const void *b)
{
	const struct xp_second *x = a, *y = b;
	uint64_t i = mix(x), j = mix(y);

	if (x->after != y->after)
		return x->after < y->after ? -1 : 1;
	if (x->point.round != y->point.round)
		return x->point.round < y->point.round ? -1 : 1;
	return i < j ? -1 : i > j;
}

static bool is_known(const struct xp_session *s, const struct xp_second *x,
		     uint32_t first, uint32_t n)
{
	uint32_t i;

	for (i = first; i < n; i++)
		if (s->seconds[i].sig == x->sig &&
		    s->seconds[i].point.ip == x->point.ip &&
		    s->seconds[i].point.call == x->point.call &&
		    s->seconds[i].point.hit == x->point.hit &&
		    s->seconds[i].point.kind == x->point.kind)
			return true;
	return false;
}

/* From the list of a run; first: where those after this signal begin. */
static int add(struct xp_session *s, const struct xp_shared *run, int after,
	       uint32_t first)
{
	uint32_t n = s->nr_seconds + run->nr_points * XP_SIGNALS, i;
	uint32_t known = s->nr_seconds;
	struct xp_second *p, x;

	p = realloc(s->seconds, (n + 1) * sizeof(*p));
	if (!p)
		return xp_fail("no memory for points inside handlers");
	s->seconds = p;
	for (i = 0; i < run->nr_points; i++) {
		x.point = run->points[i];
		x.after = after;
		for (x.sig = 1; x.sig <= XP_SIGNALS; x.sig++)
			if ((x.point.may & XP_BIT(x.sig)) &&
			    !is_known(s, &x, first, known))
				s->seconds[s->nr_seconds++] = x;
	}
	p = realloc(s->seconds, (s->nr_seconds + 1) * sizeof(*p));
	s->seconds = p ? p : s->seconds;
	return 0;
}

/* The handler of sig, as it runs at some of its points. */
static int look(struct xp_session *s, int sig, const uint32_t *tries,
		uint32_t nr)
{
	const uint32_t at[] = { 0, nr / 2, nr - 1 };
	struct xp_shared *run = s->runs[0].shared;
	uint32_t first = s->nr_seconds, i;

	for (i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		run->point = s->tries[tries[at[i]]].point;
		run->sig = sig;
		run->explain = false;
		if (!xp_run_one(s, XP_NEST) || add(s, run, sig, first) != 0)
			return XP_CANNOT;
	}
	qsort(s->seconds + first, s->nr_seconds - first, sizeof(*s->seconds),
	      by_round);
	return 0;
}

/* Of the points from the nth on, the first where the second has a handler. */
static void pair(struct xp_session *s, const uint32_t *tries, uint32_t nr,
		 uint32_t n, uint32_t second)
{
	uint64_t sig = XP_BIT(s->seconds[second].sig);

	while (n < nr && !(s->tries[tries[n]].point.may & sig))
		n++;
	if (n == nr)
		return;
	s->tries[s->nr_tries] = s->tries[tries[n]];
	s->tries[s->nr_tries++].second = 1 + second;
}

/*
 * Each second signal with the earliest point, after which most can be seen of
 * what they do, and with one in the middle; each point with one of them.
 */
static int add_tries(struct xp_session *s, const uint32_t *tries, uint32_t nr,
		     uint32_t first)
{
	uint32_t seconds = s->nr_seconds - first, i;
	struct xp_try *p;

	if (!seconds)
		return 0;
	p = realloc(s->tries, (s->nr_tries + nr + 2 * seconds) * sizeof(*p));
	if (!p)
		return xp_fail("no memory for %u points", nr);
	s->tries = p;
	for (i = 0; i < seconds; i++) {
		pair(s, tries, nr, 0, first + i);
		pair(s, tries, nr, nr / 2, first + i);
	}
	for (i = 0; i < nr; i++)
		if (s->tries[tries[i]].point.may &
		    XP_BIT(s->seconds[first + i % seconds].sig))
			pair(s, tries, nr, i, first + i % seconds);
	s->nr_points = s->nr_tries;
	return 0;
}

static int twice(struct xp_session *s, int sig, uint32_t *tries,
		 uint32_t nr_singles)
{
	uint32_t first = s->nr_seconds, nr = 0, i;

	for (i = 0; i < nr_singles; i++)
		if (s->tries[i].sig == sig)
			tries[nr++] = i;
	if (!nr)
		return 0;
	if (look(s, sig, tries, nr) != 0)
		return XP_CANNOT;
	return add_tries(s, tries, nr, first);
}

int xp_plan_twice(struct xp_session *s)
{
	uint32_t singles = s->nr_tries, *tries;
	int sig, r = 0;

	if (!s->o->twice)
		return 0;
	tries = calloc(singles + 1, sizeof(*tries));
	if (!tries)
		return xp_fail("no memory for %u points", singles);
	for (sig = 1; sig <= XP_SIGNALS && !r; sig++)
		if (s->wanted & XP_BIT(sig))
			r = twice(s, sig, tries, singles);
	free(tries);
	return r;
}
