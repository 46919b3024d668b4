/* SPDX-License-Identifier: MIT */
/*
 * `ksig sim --batch`: many scenarios, one machine; each starts it anew.
 *
 * A schedule is a number. Deciding at random each time would hardly ever let
 * one thread get far while another waits, so threads have priorities: random
 * ones, which now and then change. After Burckhardt et al., "A Randomized
 * Scheduler with Probabilistic Guarantees of Finding Bugs" (PCT), 2010.
 */
#include "cli/sim.h"

#include <stdio.h>
#include <stdlib.h>
#include "scenario/batch.h"

#define THREADS	64u

struct schedule {
	uint64_t number, state;
	uint32_t change;	/* one in so many decisions changes one */
	uint32_t changed[THREADS];
};

static uint32_t priority(const struct schedule *s,
			 const struct sim_choice *c, uint32_t i)
{
	uint32_t n = c->of[i].thread % THREADS;
	uint64_t state = s->number ^ (uint64_t)s->changed[n] << 20 ^
			 (uint64_t)c->of[i].thread << 44;

	return cli_sim_random(&state);
}

static uint32_t choose(void *arg, const struct sim_choice *choice)
{
	struct schedule *s = arg;
	uint32_t best = 0, most = 0, i, p;

	if (s->number == 0)
		return 0;
	for (i = 0; i < choice->nr; i++) {
		p = priority(s, choice, i);
		if (i == 0 || p > most) {
			most = p;
			best = i;
		}
	}
	if (cli_sim_random(&s->state) % s->change == 0)
		s->changed[choice->of[best].thread % THREADS]++;
	return best;
}

/* Numbers stand for machines as well: one CPU, two, and late wakes. */
static void play_one(struct sim_player *player, struct cli_sim *c,
		     const struct scn_file *f, uint64_t number)
{
	static const char *const words[] = {
		[SIM_PLAYED] = "played", [SIM_PLAY_BUG] = "bug",
		[SIM_PLAY_REFUSED] = "refused", [SIM_PLAY_BROKE] = "broke",
	};
	static const uint32_t changes[] = { 2, 8, 32, 128 };
	struct schedule s = { number, number, 1, { 0 } };
	struct sim_options o = c->sim;
	struct sim_result r;

	s.change = changes[number / 4 % 4];
	o.linux_version = c->linux_version;
	o.choose = choose;
	o.choose_arg = &s;
	if (number > 0)
		o.cpus = number % 4 == 0 ? 1 : 3;
	o.late_wakes = number % 4 == 3;
	sim_play(player, f, &o, false, &r);
	scn_batch_answer(words[r.verdict], r.why, &r.transcript);
}

int cli_sim_batch(struct cli_sim *c)
{
	char *text = malloc(SCN_TEXT_MAX + 1), *mem = malloc(SCN_MEM_BYTES);
	struct sim_player *player = sim_player_new();
	struct scn_error err;
	struct scn_file *f;
	uint64_t number;
	ssize_t n;

	while (text != NULL && mem != NULL && player != NULL &&
	       (n = scn_batch_next(text, &number)) >= 0) {
		f = scn_parse(text, (size_t)n, mem, SCN_MEM_BYTES, &err);
		if (f == NULL) {
			scn_batch_wrong(&err);
			continue;
		}
		f->leaves_out = true;
		play_one(player, c, f, number);
	}
	sim_player_free(player);
	free(text);
	free(mem);
	return CLI_SIM_SAME;
}
