/* SPDX-License-Identifier: MIT */
/*
 * The tries: in which order the points come, what became of each, and which
 * of those that failed are the same finding.
 */
#include "explore/session.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define AGAIN		0x80000000u	/* in struct xp_run's point */

void xp_one_each(struct xp_session *s, const struct xp_shared *run)
{
	uint64_t left = s->wanted & run->caught;
	int a, b;

	for (a = 1; a <= XP_SIGNALS; a++) {
		if (!(left & XP_BIT(a)))
			continue;
		for (b = a + 1; b <= XP_SIGNALS; b++) {
			if (!(left & XP_BIT(b)) ||
			    run->handlers[a - 1] != run->handlers[b - 1])
				continue;
			left &= ~XP_BIT(b);
			s->shared_with[a - 1] |= XP_BIT(b);
			/* Named ones are all tried. */
			if (!s->o->signals)
				s->wanted &= ~XP_BIT(b);
		}
	}
}

/* A number that looks random and is the same each time. */
static uint64_t shuffle(const struct xp_try *t)
{
	uint64_t x = t->point.ip * 0x9e3779b97f4a7c15ull ^
		     (uint64_t)t->point.call << 32 ^ t->point.hit ^
		     (uint64_t)t->point.kind << 60 ^ (uint64_t)t->sig << 48 ^
		     (uint64_t)t->second << 20;

	x = (x ^ x >> 31) * 0xbf58476d1ce4e5b9ull;
	return x ^ x >> 29;
}

/* For qsort(), which has no argument for it. */
static const struct xp_session *sorted;

static int round_of(const struct xp_try *t)
{
	const struct xp_second *second = xp_second_of(sorted, t);

	return second && second->point.round > t->point.round ?
	       second->point.round : t->point.round;
}

/* 0: a call, 1: before an access to shared memory, 2: elsewhere. */
static int class_of(const struct xp_try *t)
{
	return t->point.kind != XP_INSN ? 0 :
	       t->point.what & XP_AT_ACCESSES ? 1 : 2;
}

/*
 * Calls are few and each may be a gap that matters: they come first. Where two
 * points are between the same accesses, one says it all, unless the handler
 * leaves by a jump: so what is no access comes last.
 */
static int earlier(const void *a, const void *b)
{
	const struct xp_try *x = a, *y = b;
	uint64_t i = shuffle(x), j = shuffle(y);

	if (round_of(x) != round_of(y))
		return round_of(x) < round_of(y) ? -1 : 1;
	if (class_of(x) != class_of(y))
		return class_of(x) < class_of(y) ? -1 : 1;
	if (i != j)
		return i < j ? -1 : 1;
	return x->second < y->second ? -1 : x->second > y->second;
}

int xp_plan(struct xp_session *s, const struct xp_shared *v)
{
	uint32_t i, n = 0;
	int sig;

	s->nr_blocked = v->nr_blocked;
	s->nr_steps = v->nr_steps;
	s->is_cut = v->is_cut;
	for (i = 0; i < v->nr_points; i++)
		n += (uint32_t)__builtin_popcountll(v->points[i].may &
						    s->wanted);
	s->nr_points = n;
	if (!n && xp_has_window(&s->window))
		return xp_fail("--from, --to, --in: there is no point in that "
			       "part of the run: the signal has no handler "
			       "yet, or is blocked");
	s->tries = calloc(n ? n : 1, sizeof(*s->tries));
	if (!s->tries)
		return xp_fail("no memory for %u points", n);
	for (i = 0; i < v->nr_points; i++) {
		for (sig = 1; sig <= XP_SIGNALS; sig++) {
			if (!(v->points[i].may & s->wanted & XP_BIT(sig)))
				continue;
			s->tries[s->nr_tries].point = v->points[i];
			s->tries[s->nr_tries++].sig = sig;
		}
	}
	return 0;
}

void xp_plan_order(struct xp_session *s)
{
	sorted = s;
	qsort(s->tries, s->nr_tries, sizeof(*s->tries), earlier);
	if (s->nr_tries > s->o->points_max)
		s->nr_tries = s->o->points_max;
	xp_shard(s);
	s->tries_ms = xp_now_ms();
}

uint64_t xp_tries_until(const struct xp_session *s)
{
	uint64_t limit = s->o->time_ms, end = s->began_ms + limit;
	/* However long the survey took, some are made. */
	uint64_t least = s->tries_ms + limit / 4;

	return !limit ? UINT64_MAX : end > least ? end : least;
}

static bool is_late(struct xp_session *s)
{
	if (xp_now_ms() > xp_tries_until(s))
		s->is_late = true;
	return s->is_late;
}

bool xp_next_try(struct xp_session *s, struct xp_run *r)
{
	struct xp_try *t;

	if (xp_interrupted())
		return false;
	while (s->next < s->nr_tries && (s->tries[s->next].is_done ||
					 s->tries[s->next].is_begun))
		s->next++;
	if (s->nr_again) {
		r->point = s->again[--s->nr_again] | AGAIN;
	} else if (s->next < s->nr_tries && !is_late(s)) {
		if (xp_batch_next(s, r)) {
			s->nr_running++;
			return true;
		}
		r->point = s->next++;
		/* A batch that comes back later may begin before it again. */
		s->tries[r->point].is_begun = true;
	} else {
		return false;
	}
	t = &s->tries[r->point & ~AGAIN];
	r->mode = XP_TRY;
	r->shared->point = t->point;
	r->shared->sig = t->sig;
	r->shared->second_sig = xp_second_sig(s, t);
	if (t->second)
		r->shared->second = xp_second_of(s, t)->point;
	/* It takes its time, and with a clock that may be what helps. */
	r->shared->explain = (r->point & AGAIN) && t->nr_again != 1;
	s->nr_running++;
	return true;
}

static void try_again(struct xp_session *s, uint32_t i)
{
	uint32_t room = s->again_room ? 2 * s->again_room : 64, *p;

	if (s->nr_again == s->again_room) {
		p = realloc(s->again, room * sizeof(*p));
		if (!p)
			return;
		s->again = p;
		s->again_room = room;
	}
	s->again[s->nr_again++] = i;
}

static struct xp_finding *finding_like(struct xp_session *s,
				       const struct xp_finding *f)
{
	uint32_t i;

	for (i = 0; i < s->nr_findings; i++)
		if (xp_same_finding(&s->findings[i], f))
			return &s->findings[i];
	return NULL;
}

/* Which of its points is told does not depend on which run was over first. */
static void merge_into(struct xp_session *s, struct xp_finding *f,
		       const struct xp_finding *new)
{
	uint32_t i = (uint32_t)(f - s->findings);

	f->nr += new->nr;
	if (xp_finding_order(new, f) >= 0)
		return;
	f->point = new->point;
	f->second = new->second;
	f->o = new->o;
	if (s->nr_saved > i)
		s->nr_saved = i;
}

void xp_finding_add(struct xp_session *s, const struct xp_finding *new)
{
	uint32_t room = s->findings_room ? 2 * s->findings_room : 16;
	struct xp_finding *f = finding_like(s, new);

	if (f) {
		merge_into(s, f, new);
		return;
	}
	if (s->nr_findings == s->findings_room) {
		f = realloc(s->findings, room * sizeof(*f));
		if (!f)
			return;
		s->findings = f;
		s->findings_room = room;
	}
	f = &s->findings[s->nr_findings++];
	*f = *new;
	f->id = (int)s->nr_findings;
}

static void found(struct xp_session *s, const struct xp_try *t,
		  const struct xp_outcome *o)
{
	struct xp_finding f = {
		.verdict = t->verdict, .sig = t->sig, .point = t->point,
		.second_sig = xp_second_sig(s, t), .nr = 1, .o = *o,
	};

	if (t->second)
		f.second = xp_second_of(s, t)->point;
	xp_finding_add(s, &f);
}

#define AGAIN_MAX	3

/*
 * What fails is tried again from the start of CMD, now with the stack at the
 * delivery: what does not fail in any of a few more, in whatever way, is no
 * finding, only counted. More than one, since a clock may be what decides.
 */
static void tried_again(struct xp_session *s, struct xp_try *t,
			const struct xp_outcome *o)
{
	int verdict = xp_judge(&s->base, o, t->sig);
	bool same;

	if (t->verdict == XP_STATUS)
		same = o->end == t->end && o->status == t->status;
	else if (t->verdict == XP_OUTPUT)
		same = o->out_hash == t->out_hash && o->err_hash == t->err_hash;
	else
		same = verdict != XP_FINE && verdict != XP_NOT_TRIED;
	if (same && !xp_is_compared(t->verdict))
		t->verdict = (uint8_t)verdict;
	if (!same && ++t->nr_again < AGAIN_MAX) {
		try_again(s, (uint32_t)(t - s->tries));
		return;
	}
	if (!same && t->is_branch) {
		xp_batch_untrue(s);
		t->is_branch = false;
		t->nr_again = 0;
		s->nr_done--;
		xp_try_done(s, t, o);
		return;
	}
	t->is_told = true;
	t->is_stray = !same;
	if (same)
		found(s, t, o);
	else
		s->nr_stray++;
}

static bool has_failed(const struct xp_try *t)
{
	return t->is_done && t->verdict != XP_FINE &&
	       t->verdict != XP_NOT_TRIED;
}

void xp_tried(struct xp_session *s, struct xp_run *r)
{
	struct xp_try *t = &s->tries[r->point & ~AGAIN];

	if (r->mode == XP_BRANCH)
		xp_batch_tried(s, r);
	else if (r->point & AGAIN)
		tried_again(s, t, &r->shared->o);
	else
		xp_try_done(s, t, &r->shared->o);
}

void xp_try_done(struct xp_session *s, struct xp_try *t,
		 const struct xp_outcome *o)
{
	s->nr_done++;
	t->is_done = true;
	t->verdict = (uint8_t)xp_judge(&s->base, o, t->sig);
	t->end = o->end;
	t->status = o->status;
	t->out_hash = o->out_hash;
	t->err_hash = o->err_hash;
	s->nr_missed += t->verdict == XP_NOT_TRIED;
	if (has_failed(t))
		try_again(s, (uint32_t)(t - s->tries));
}

void xp_tell_rest(struct xp_session *s)
{
	uint32_t i;

	for (i = 0; i < s->nr_tries; i++)
		if (has_failed(&s->tries[i]) && !s->tries[i].is_told)
			try_again(s, i);
}

/* ------------------------------------------------- what others would give */

static void differs(struct xp_session *s, struct xp_try *t, int verdict)
{
	t->verdict = (uint8_t)verdict;
	try_again(s, (uint32_t)(t - s->tries));
}

static int compared(const struct xp_session *s, const struct xp_try *t)
{
	if (!xp_has_base_end(s, t))
		return s->same_end ? XP_STATUS : XP_FINE;
	if (!xp_has_base_output(s, t))
		return s->same_output ? XP_OUTPUT : XP_FINE;
	return XP_FINE;
}

static void compare_signal(struct xp_session *s, int sig, int second)
{
	struct xp_tally n;
	struct xp_try *t;
	uint32_t i;
	int v;

	xp_tally(s, sig, second, &n);
	for (i = 0; i < s->nr_tries; i++) {
		t = &s->tries[i];
		if (!t->is_done || t->sig != sig || t->verdict != XP_FINE ||
		    xp_second_sig(s, t) != second)
			continue;
		v = compared(s, t);
		if (v != XP_FINE && !xp_is_answered(s, t) &&
		    (xp_is_rare(&n, v) || xp_is_candidate(s, &n, v)))
			differs(s, t, v);
	}
}

void xp_compare(struct xp_session *s)
{
	int sig, second;

	xp_answers(s);
	for (sig = 1; sig <= XP_SIGNALS; sig++)
		for (second = 0; second <= (s->nr_seconds ? XP_SIGNALS : 0);
		     second++)
			if (s->wanted & XP_BIT(sig))
				compare_signal(s, sig, second);
}
