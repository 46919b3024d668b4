/* SPDX-License-Identifier: MIT */
/*
 * --shard I/N: of the plan, which is the same on every machine, each Nth try.
 * The order of the plan is one of importance, so each shard has its part of
 * what matters most.
 */
#include "explore/session.h"

static uint64_t mix(uint64_t h, uint64_t v)
{
	return xp_hash(h, &v, sizeof(v));
}

/* By it two runs of ksig know that they have the same plan. */
static uint64_t plan_hash(const struct xp_session *s)
{
	uint64_t h = XP_HASH_FIRST;
	const struct xp_second *second;
	const struct xp_try *t;

	for (t = s->tries; t < s->tries + s->nr_tries; t++) {
		h = mix(h, (uint64_t)t->point.proc << 32 | t->point.call);
		h = mix(h, t->point.ip);
		h = mix(h, (uint64_t)t->point.hit << 32 |
			   (uint64_t)(uint16_t)t->point.nr << 16 |
			   (uint64_t)t->point.kind << 8 | t->point.round);
		h = mix(h, (uint64_t)t->sig);
		second = xp_second_of(s, t);
		if (!second)
			continue;
		h = mix(h, (uint64_t)second->sig << 32 | second->point.call);
		h = mix(h, second->point.ip);
		h = mix(h, (uint64_t)second->point.hit << 8 |
			   second->point.kind);
	}
	return h;
}

void xp_shard(struct xp_session *s)
{
	uint32_t i, n = 0;

	s->plan = plan_hash(s);
	if (s->o->nr_shards < 2)
		return;
	for (i = s->o->shard - 1; i < s->nr_tries; i += s->o->nr_shards)
		s->tries[n++] = s->tries[i];
	s->nr_tries = n;
}
