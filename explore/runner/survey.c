/* SPDX-License-Identifier: MIT */
/*
 * Which of the many times that an instruction is executed are points worth to
 * be tried: the first, the second, the fourth, the eighth ... of each.
 */
#include "explore/explore.h"

#include <stdlib.h>

struct place {
	uint64_t key;		/* 0: free */
	uint32_t times;		/* in all */
	uint32_t call, hits;	/* of those since this call */
};

struct xp_seen {
	struct place *places;
	size_t room, used;	/* room: a power of 2 */
};

#define FIRST_ROOM	(1u << 14)

struct xp_seen *xp_seen_new(void)
{
	struct xp_seen *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->room = FIRST_ROOM;
	s->places = calloc(s->room, sizeof(*s->places));
	if (!s->places) {
		free(s);
		return NULL;
	}
	return s;
}

static struct place *find(struct place *p, size_t room, uint64_t key)
{
	size_t i = (size_t)(key * 0x9e3779b97f4a7c15ull >> 20);

	for (;; i++) {
		i &= room - 1;
		if (p[i].key == key || p[i].key == 0)
			return &p[i];
	}
}

static void grow(struct xp_seen *s)
{
	size_t room = 2 * s->room, i;
	struct place *p = calloc(room, sizeof(*p));

	if (!p)
		return;		/* it gets slow, and then it is full */
	for (i = 0; i < s->room; i++)
		if (s->places[i].key)
			*find(p, room, s->places[i].key) = s->places[i];
	free(s->places);
	s->places = p;
	s->room = room;
}

/* NULL: there is no room for one more. */
static struct place *place(struct xp_seen *s, uint64_t key)
{
	struct place *p;

	if (2 * s->used >= s->room)
		grow(s);
	p = find(s->places, s->room, key);
	if (!p->key) {
		if (s->used + 1 >= s->room)
			return NULL;
		s->used++;
		p->key = key;
	}
	return p;
}

/* 1 -> 0, 2 -> 1, 4 -> 2, ...; others -1. */
static int round_of(uint32_t times)
{
	return times & (times - 1) ? -1 : __builtin_ctz(times);
}

int xp_seen_insn(struct xp_seen *s, uint32_t proc, uint32_t call, uint64_t ip,
		 bool chosen, uint32_t *hit)
{
	struct place *p = place(s, ip ^ (uint64_t)(proc + 1) << 50);

	*hit = UINT32_MAX;
	if (!p)
		return -1;
	if (p->call != call || !p->hits) {
		p->call = call;
		p->hits = 0;
	}
	*hit = ++p->hits;
	return chosen ? round_of(++p->times) : -1;
}

int xp_seen_call(struct xp_seen *s, uint32_t proc, uint64_t ip, int kind)
{
	struct place *p = place(s, ip ^ (uint64_t)(proc + 1) << 50 ^
				(uint64_t)(kind + 1) << 61);

	return p ? round_of(++p->times) : -1;
}
