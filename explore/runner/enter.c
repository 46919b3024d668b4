/* SPDX-License-Identifier: MIT */
/*
 * A point is found again by how often its instruction was reached since a
 * call. So a survey that begins to step at a function steps from the call
 * before it on; which that is, is known from a run without steps.
 */
#include "explore/runner/list.h"

#include <stdlib.h>

void xp_enter(struct xp_shared *s, uint32_t proc, uint32_t call)
{
	uint32_t i = s->nr_enters;

	if (i && s->enters[i - 1].proc == proc && s->enters[i - 1].call == call)
		return;
	if (i == XP_ENTERS_MAX) {
		s->enters_all = true;
		return;
	}
	s->enters[i].proc = proc;
	s->enters[i].call = call;
	s->nr_enters++;
}

static int order(const void *a, const void *b)
{
	const struct xp_enter *x = a, *y = b;

	if (x->proc != y->proc)
		return x->proc < y->proc ? -1 : 1;
	return x->call < y->call ? -1 : x->call > y->call;
}

void xp_enters_sort(struct xp_shared *s)
{
	qsort(s->enters, s->nr_enters, sizeof(s->enters[0]), order);
}

bool xp_is_entered(const struct xp_shared *s, uint32_t proc, uint32_t call)
{
	const struct xp_enter key = { proc, call };

	return s->enters_all || bsearch(&key, s->enters, s->nr_enters,
					sizeof(key), order);
}
