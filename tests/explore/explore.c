/* SPDX-License-Identifier: MIT */
/* One scenario on every schedule, or many: see explore.h. */
#include "explore.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DIFF_BYTES	65536u

bool explorer_init(struct explorer *x)
{
	x->player = sim_player_new();
	x->dpor = dpor_new();
	x->states = calloc(1, sizeof(*x->states));
	x->transcripts = calloc(1, sizeof(*x->transcripts));
	return x->player && x->dpor && x->states && x->transcripts;
}

void explorer_finish(struct explorer *x)
{
	sim_player_free(x->player);
	dpor_free(x->dpor);
	free(x->states);
	free(x->transcripts);
}

/* splitmix64: S. Vigna, public domain. */
static uint64_t random64(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* ------------------------------------------------------- priorities (PCT) */

/*
 * Every thread has a priority, the highest goes on; at a few steps, chosen at
 * random, the one that is about to go on gets the lowest (S. Burckhardt,
 * P. Kothari, M. Musuvathi, S. Nagarakatte: A randomized scheduler with
 * probabilistic guarantees of finding bugs, ASPLOS 2010).
 */
static void draw_priorities(struct explorer *x)
{
	uint32_t i;

	for (i = 0; i < DPOR_THREADS_MAX; i++)
		x->priority[i] = (random64(&x->seed) >> 1) + 1000;
	for (i = 0; i < 3; i++)
		x->change[i] = random64(&x->seed) %
			       (x->nr_steps ? x->nr_steps : 500);
	x->step = 0;
}

static uint64_t *priority(struct explorer *x, const struct sim_candidate *c)
{
	return &x->priority[c->thread % DPOR_THREADS_MAX];
}

static uint32_t highest(struct explorer *x, const struct sim_choice *c)
{
	uint32_t best = 0, i;

	for (i = 1; i < c->nr; i++)
		if (*priority(x, &c->of[i]) > *priority(x, &c->of[best]))
			best = i;
	return best;
}

static uint32_t by_priorities(struct explorer *x, const struct sim_choice *c)
{
	uint32_t best = highest(x, c), i;

	for (i = 0; i < 3; i++)
		if (x->change[i] == x->step) {
			*priority(x, &c->of[best]) = i;
			best = highest(x, c);
		}
	x->step++;
	return best;
}

/* ---------------------------------------------------------------- one play */

static uint32_t choose(void *arg, const struct sim_choice *c)
{
	struct explorer *x = arg;
	uint32_t i = 0;

	switch (x->by) {
	case BY_SEARCH:
		i = dpor_choose(x->dpor, c);
		break;
	case BY_PRIORITIES:
		i = by_priorities(x, c);
		break;
	case BY_LIST:
		if (c->nr > 1 && c->number < x->nr_list)
			i = x->list[c->number];
		break;
	}
	if (i >= c->nr)
		i = c->nr - 1;
	if (c->nr > 1 && x->nr_taken < TAKEN_MAX)
		x->taken[x->nr_taken++] = i;
	return i;
}

static void touch(void *arg, enum sim_touch how, const void *object)
{
	struct explorer *x = arg;

	if (x->by == BY_SEARCH)
		dpor_touch(x->dpor, how, object);
}

static void event(void *arg, const struct ksig_event *ev)
{
	struct explorer *x = arg;

	ledger_event(&x->ledger, ev);
}

static void rest(void *arg)
{
	struct explorer *x = arg;
	struct sim *s = sim_player_sim(x->player);

	if (!x->is_plain)
		ledger_rest(&x->ledger, sim_ksig(s));
	if (x->by != BY_SEARCH)
		return;
	dpor_rest(x->dpor);
	if (x->may_converge && dpor_is_new(x->dpor) &&
	    state_add(x->states, state_hash(s, sim_player_board(x->player),
					    &x->result.transcript)))
		dpor_converged(x->dpor);
}

static uint64_t hash_text(const char *s)
{
	uint64_t h = 0xcbf29ce484222325ull;

	for (; *s; s++)
		h = (h ^ (uint8_t)*s) * 0x100000001b3ull;
	return h ? h : 1;
}

static void fail(struct explorer *x, struct outcome *out, const char *why,
		 const char *text)
{
	uint32_t n = x->nr_taken;

	if (out->nr_failed++)
		return;
	snprintf(out->why, sizeof(out->why), "%s", why);
	while (n && !x->taken[n - 1])
		n--;
	memcpy(out->schedule, x->taken, n * sizeof(*x->taken));
	out->nr_schedule = n;
	free(out->text);
	out->text = strdup(text);
}

static void judge(struct explorer *x, struct outcome *out)
{
	static char buf[DIFF_BYTES];
	struct scn_text diff = { buf, 0, sizeof(buf) };

	if (!state_add(x->transcripts, hash_text(x->result.transcript.buf))) {
		out->nr_outcomes++;
		if (x->show)
			printf("-- outcome %u\n%s", out->nr_outcomes,
			       x->result.transcript.buf);
	}
	if (x->result.verdict != SIM_PLAYED) {
		fail(x, out, x->result.why, x->result.transcript.buf);
		return;
	}
	if (x->ledger.fault[0]) {
		fail(x, out, x->ledger.fault, x->result.transcript.buf);
		return;
	}
	buf[0] = '\0';
	if (!scn_compare(x->file, sim_machine(), &x->result.transcript, &diff))
		fail(x, out, "an outcome that is not expected", buf);
}

static void play(struct explorer *x, struct outcome *out)
{
	ledger_reset(&x->ledger);
	x->nr_taken = 0;
	sim_play(x->player, x->file, &x->o, false, &x->result);
	judge(x, out);
}

/* ----------------------------------------------------------------- a file */

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

#define NEWEST_LINUX	0x061200u

static uint32_t version_of(const struct scn_file *f)
{
	if (f->linux_max != 0 && f->linux_max << 8 <= NEWEST_LINUX)
		return (f->linux_max << 8) - 1;
	return f->linux_min << 8 > NEWEST_LINUX ? f->linux_min << 8 :
						  NEWEST_LINUX;
}

static void prepare(struct explorer *x, const struct scn_file *f,
		    struct outcome *out)
{
	memset(out, 0, sizeof(*out));
	x->file = f;
	x->o.linux_version = version_of(f);
	x->o.choose = choose;
	x->o.choose_arg = x;
	x->o.choose_always = true;
	x->o.touch = touch;
	x->o.rest = rest;
	x->o.trace = x->is_plain ? NULL : event;
	x->o.trace_arg = x;
	x->o.is_plain = x->is_plain;
	/* The state of descriptors, memory and timers is not in the hash. */
	x->may_converge = f->nr_names == 0;
	memset(x->states, 0, sizeof(*x->states));
	memset(x->transcripts, 0, sizeof(*x->transcripts));
	dpor_reset(x->dpor);
}

static void search(struct explorer *x, const struct limits *limits,
		   struct outcome *out)
{
	uint64_t end_ms = now_ms() + limits->ms;

	x->by = BY_SEARCH;
	for (;;) {
		dpor_begin(x->dpor);
		play(x, out);
		out->nr_plays++;
		out->nr_redundant += dpor_was_redundant(x->dpor);
		if (out->nr_failed && x->stop_at_first)
			return;
		if (!dpor_next(x->dpor)) {
			out->is_whole = !dpor_is_too_large(x->dpor);
			break;
		}
		if (out->nr_plays >= limits->nr_plays || now_ms() >= end_ms)
			break;
	}
	out->nr_states = dpor_nr_states(x->dpor);
}

void explore_file(struct explorer *x, const struct scn_file *f,
		  const struct limits *limits, struct outcome *out)
{
	uint32_t nr_found;
	uint64_t i, nr;

	prepare(x, f, out);
	search(x, limits, out);
	x->by = BY_PRIORITIES;
	nr_found = out->nr_outcomes;
	nr = out->is_whole ? limits->nr_random / 10 : limits->nr_random;
	for (i = 0; i < nr; i++) {
		if (out->nr_failed && x->stop_at_first)
			return;
		draw_priorities(x);
		play(x, out);
		x->nr_steps = x->step;
		out->nr_random++;
	}
	if (out->is_whole && out->nr_outcomes > nr_found)
		fail(x, out, "the search has not found this outcome",
		     x->result.transcript.buf);
}

void explore_once(struct explorer *x, const struct scn_file *f,
		  struct outcome *out)
{
	prepare(x, f, out);
	x->by = BY_LIST;
	play(x, out);
	out->nr_plays = 1;
	if (!out->nr_failed)
		out->text = strdup(x->result.transcript.buf);
}
