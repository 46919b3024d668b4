/* SPDX-License-Identifier: MIT */
/* Which of the points that failed are the same finding, and which is told. */
#include "explore/explore.h"

#include <string.h>

/*
 * What the program itself has called: the last function of the C library, or
 * of the loader, before one that is not theirs.
 */
static const char *called(const struct xp_stack *st)
{
	const char *last = st->nr ? st->frame[0].function : "";
	uint32_t i;

	for (i = 0; i < st->nr && xp_frame_is_libc(&st->frame[i]); i++)
		last = st->frame[i].function;
	return last;
}

/*
 * The same: by handler, by what fails in it or elsewhere, and by what it has
 * interrupted. Both are what the program calls: in which of malloc(3)'s inner
 * functions it was is the same mistake.
 */
bool xp_same_finding(const struct xp_finding *a, const struct xp_finding *b)
{
	return a->verdict == b->verdict && a->sig == b->sig &&
	       a->second_sig == b->second_sig &&
	       a->o.handler == b->o.handler &&
	       a->o.dying_of == b->o.dying_of && a->o.end == b->o.end &&
	       a->o.status == b->o.status &&
	       strcmp(a->o.sanitizer, b->o.sanitizer) == 0 &&
	       xp_named(a) == xp_named(b) &&
	       strcmp(called(&a->o.stack), called(&b->o.stack)) == 0 &&
	       strcmp(called(&a->o.at), called(&b->o.at)) == 0 &&
	       strcmp(called(&a->o.at_second), called(&b->o.at_second)) == 0;
}

static int order(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

int xp_point_order(const struct xp_point *a, const struct xp_point *b)
{
	int r = order(a->proc, b->proc);

	if (!r)
		r = order(a->call, b->call);
	if (!r)
		r = order(a->kind, b->kind);
	if (!r)
		r = order(a->ip, b->ip);
	return r ? r : order(a->hit, b->hit);
}

int xp_finding_order(const struct xp_finding *a, const struct xp_finding *b)
{
	int r = xp_point_order(&a->point, &b->point);

	return r ? r : xp_point_order(&a->second, &b->second);
}
