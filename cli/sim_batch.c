/* SPDX-License-Identifier: MIT */
/* `ksig sim --batch`: many scenarios, one machine; each starts it anew. */
#include "cli/sim.h"

#include <stdio.h>
#include <stdlib.h>
#include "scenario/batch.h"

/* The strategy for schedule number: 0 is the first candidate always. */
static uint32_t choose(void *arg, const struct sim_choice *choice)
{
	uint64_t *state = arg;

	return *state == 0 ? 0 : cli_sim_random(state) % choice->nr;
}

/* Numbers stand for machines as well: one CPU, two, and late wakes. */
static void play_one(struct sim_player *player, struct cli_sim *c,
		     const struct scn_file *f, uint64_t number)
{
	static const char *const words[] = {
		[SIM_PLAYED] = "played", [SIM_PLAY_BUG] = "bug",
		[SIM_PLAY_REFUSED] = "refused", [SIM_PLAY_BROKE] = "broke",
	};
	struct sim_options o = c->sim;
	struct sim_result r;
	uint64_t state = number;

	o.linux_version = c->linux_version;
	o.choose = choose;
	o.choose_arg = &state;
	if (number > 0)
		o.cpus = 1 + (uint32_t)(number % 2);
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
