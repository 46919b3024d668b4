/* SPDX-License-Identifier: MIT */
/*
 * What the program does with the signal, as opposed to what goes wrong. A
 * race is a few instructions wide; where one and the same other ending follows
 * wherever the signal comes in a long part of the run (sqlite3 says that it
 * was interrupted, while it executes a statement), that is an answer of the
 * program's, in short parts as well.
 */
#include "explore/session.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include "cli/cli.h"

/* Of the survey's places, and points tried among them. The widest race of
 * tests/programs/buggy with an ending of its own has 113 places. */
#define LONG_PLACES	1000u
#define LONG_TRIES	8u

/* Where it ends otherwise, what it has printed before is no matter. */
static struct xp_answer answer_of(const struct xp_session *s,
				  const struct xp_try *t)
{
	struct xp_answer a = { t->sig, t->end, t->status, 0, 0, 0 };

	if (xp_has_base_end(s, t)) {
		a.out_hash = t->out_hash;
		a.err_hash = t->err_hash;
	}
	return a;
}

static bool same_answer(const struct xp_answer *a, const struct xp_answer *b)
{
	return a->sig == b->sig && a->end == b->end &&
	       a->status == b->status && a->out_hash == b->out_hash &&
	       a->err_hash == b->err_hash;
}

/* n: it is none of these. */
static uint32_t find(const struct xp_answer *known, uint32_t n,
		     const struct xp_answer *a)
{
	uint32_t i;

	for (i = 0; i < n && !same_answer(&known[i], a); i++)
		;
	return i;
}

bool xp_is_answered(const struct xp_session *s, const struct xp_try *t)
{
	struct xp_answer a = answer_of(s, t);

	return find(s->answers, s->nr_answers, &a) < s->nr_answers;
}

bool xp_is_answer(const struct xp_answer *known, uint32_t n,
		  const struct xp_finding *f)
{
	struct xp_answer a = { f->sig, f->o.end, f->o.status, 0, 0, 0 };

	if (!xp_is_compared(f->verdict) || f->second_sig)
		return false;
	if (f->verdict == XP_OUTPUT) {
		a.out_hash = f->o.out_hash;
		a.err_hash = f->o.err_hash;
	}
	return find(known, n, &a) < n;
}

static void add(struct xp_session *s, const struct xp_answer *a,
		uint64_t places)
{
	uint32_t i = find(s->answers, s->nr_answers, a);

	if (i == XP_ANSWERS_MAX)
		return;
	if (i == s->nr_answers)
		s->answers[s->nr_answers++] = *a;
	if (places > s->answers[i].places)
		s->answers[i].places = places;
}

/* In the order in which the survey has come to them, for one signal and one
 * process after the other. */
static int by_place(const void *a, const void *b)
{
	struct xp_try *const *pa = a, *const *pb = b;
	const struct xp_try *x = *pa, *y = *pb;

	if (x->sig != y->sig)
		return x->sig < y->sig ? -1 : 1;
	if (x->point.proc != y->point.proc)
		return x->point.proc < y->point.proc ? -1 : 1;
	if (x->point.place != y->point.place)
		return x->point.place < y->point.place ? -1 : 1;
	return x->point.kind < y->point.kind ? -1 : x->point.kind > y->point.kind;
}

static bool goes_on(const struct xp_session *s, const struct xp_try *a,
		    const struct xp_try *b)
{
	struct xp_answer x = answer_of(s, a), y = answer_of(s, b);

	return a->point.proc == b->point.proc && a->verdict == b->verdict &&
	       same_answer(&x, &y);
}

static uint32_t collect(struct xp_session *s, struct xp_try **all)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->nr_tries; i++)
		if (s->tries[i].is_done && !s->tries[i].second &&
		    s->tries[i].verdict != XP_NOT_TRIED)
			all[n++] = &s->tries[i];
	qsort(all, n, sizeof(*all), by_place);
	return n;
}

void xp_answers(struct xp_session *s)
{
	struct xp_try **all = calloc(s->nr_tries + 1u, sizeof(*all));
	uint32_t i, j, n = all ? collect(s, all) : 0;
	struct xp_answer a;
	uint64_t places;

	s->nr_answers = 0;
	for (i = 0; i < n; i = j) {
		for (j = i + 1; j < n && goes_on(s, all[i], all[j]); j++)
			;
		places = all[j - 1]->point.place - all[i]->point.place;
		if (j - i < LONG_TRIES || places < LONG_PLACES ||
		    all[i]->verdict != XP_FINE ||
		    (xp_has_base_end(s, all[i]) &&
		     xp_has_base_output(s, all[i])))
			continue;
		a = answer_of(s, all[i]);
		add(s, &a, places);
	}
	free(all);
}

static uint32_t points_with(const struct xp_session *s,
			    const struct xp_answer *a)
{
	struct xp_answer x;
	uint32_t i, n = 0;

	for (i = 0; i < s->nr_tries; i++) {
		x = answer_of(s, &s->tries[i]);
		n += s->tries[i].is_done && !s->tries[i].second &&
		     s->tries[i].verdict == XP_FINE && same_answer(a, &x);
	}
	return n;
}

/* Only those that would else be findings: where nearly all differ, none is. */
void xp_answers_say(const struct xp_session *s)
{
	const struct xp_answer *a = s->answers;
	char name[CLI_NAME_MAX];
	struct xp_tally n;
	bool ends;

	for (; a < s->answers + s->nr_answers; a++) {
		struct xp_try t = { .end = a->end, .status = a->status };

		ends = !xp_has_base_end(s, &t);
		xp_tally(s, a->sig, 0, &n);
		if (!(ends ? s->same_end : s->same_output) ||
		    !xp_is_rare(&n, ends ? XP_STATUS : XP_OUTPUT))
			continue;
		printf("no finding: %s at %u points, over %llu instructions "
		       "and more in a row, ", cli_signal_name(a->sig, name),
		       points_with(s, a), (unsigned long long)a->places);
		if (!ends)
			printf("leaves the same other output");
		else if (WIFSIGNALED(a->status))
			printf("ends it by %s",
			       cli_signal_name(WTERMSIG(a->status), name));
		else
			printf("ends it with status %d",
			       WEXITSTATUS(a->status));
		printf(": taken for what %s does with it\n", s->o->argv[0]);
	}
}
