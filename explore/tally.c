/* SPDX-License-Identifier: MIT */
/*
 * How many points end, and print, as the program does without a signal: what
 * differs is a finding only if nearly all others do not.
 *
 * A shard sees a part of the points. Where its own do not decide it, but few
 * enough differ, it keeps what differs as a candidate: `ksig merge' decides by
 * the points of all shards.
 */
#include "explore/session.h"

#include <stdlib.h>
#include <string.h>

#define NEARLY_ALL	75	/* per cent */
/* So many, and 30 per cent of the points: more cannot be 25 of all. */
#define CANDIDATES_MAX	16

bool xp_has_base_end(const struct xp_session *s, const struct xp_try *t)
{
	return t->end == s->base.end &&
	       (t->end != XP_END_GONE || t->status == s->base.status);
}

bool xp_has_base_output(const struct xp_session *s, const struct xp_try *t)
{
	return t->out_hash == s->base.out_hash &&
	       t->err_hash == s->base.err_hash;
}

bool xp_is_compared(int verdict)
{
	return verdict == XP_STATUS || verdict == XP_OUTPUT;
}

void xp_tally(const struct xp_session *s, int sig, int second,
	      struct xp_tally *n)
{
	const struct xp_try *t;

	memset(n, 0, sizeof(*n));
	for (t = s->tries; t < s->tries + s->nr_tries; t++) {
		if (!t->is_done || t->sig != sig ||
		    xp_second_sig(s, t) != second ||
		    (t->verdict != XP_FINE && !xp_is_compared(t->verdict)))
			continue;
		n->fine++;
		if (!xp_has_base_end(s, t))
			continue;
		n->ends++;
		n->outputs += xp_has_base_output(s, t);
	}
}

static void sides(const struct xp_tally *n, int verdict, uint64_t *as_base,
		  uint64_t *all)
{
	*as_base = verdict == XP_STATUS ? n->ends : n->outputs;
	*all = verdict == XP_STATUS ? n->fine : n->ends;
}

bool xp_is_rare(const struct xp_tally *n, int verdict)
{
	uint64_t as_base, all;

	if (!xp_is_compared(verdict))
		return true;
	sides(n, verdict, &as_base, &all);
	return as_base * 100 >= all * NEARLY_ALL;
}

bool xp_is_candidate(const struct xp_session *s, const struct xp_tally *n,
		     int verdict)
{
	uint64_t as_base, all;

	if (s->o->nr_shards < 2 || xp_is_rare(n, verdict))
		return false;
	sides(n, verdict, &as_base, &all);
	return all - as_base <= CANDIDATES_MAX + all * 3 / 10;
}

/* The findings before the candidates, each in their order. */
uint32_t xp_candidates_last(struct xp_session *s)
{
	struct xp_finding *sorted = calloc(s->nr_findings + 1, sizeof(*sorted));
	struct xp_tally n;
	uint32_t i, at = 0, nr = 0;
	int pass;

	if (!sorted)
		return s->nr_findings;
	for (pass = 0; pass < 2; pass++) {
		for (i = 0; i < s->nr_findings; i++) {
			xp_tally(s, s->findings[i].sig,
				 s->findings[i].second_sig, &n);
			if (xp_is_candidate(s, &n, s->findings[i].verdict) !=
			    pass)
				continue;
			sorted[at] = s->findings[i];
			sorted[at].id = (int)at + 1;
			at++;
		}
		if (pass == 0)
			nr = at;
	}
	memcpy(s->findings, sorted, at * sizeof(*sorted));
	free(sorted);
	return nr;
}
