/* SPDX-License-Identifier: MIT */
/* `ksig sim`: its options (sim.c) and what is done with a file (sim_file.c). */
#ifndef KSIG_CLI_SIM_H
#define KSIG_CLI_SIM_H

#include "cli/cli.h"
#include "ports/sim/play.h"

/* Exit statuses, scenario-play's own. */
#define CLI_SIM_SAME	0
#define CLI_SIM_DIFFERS	1
#define CLI_SIM_CANNOT	2
#define CLI_SIM_SKIPPED	77

/* The strategy: answers that were given, then those of a generator. */
struct cli_schedule {
	bool is_random;
	uint64_t seed, state;
	uint32_t *given;
	size_t nr_given;
	uint32_t *taken;	/* what was answered, to be repeated */
	size_t nr_taken, taken_max;
};

struct cli_sim {
	struct cli_tracer tracer;
	struct sim_options sim;
	struct cli_schedule schedule;
	const char *file, *output;
	const char *kill_actor;
	struct cli_shown shown;
	bool is_quiet;		/* no timeline */
	bool record, show, batch;
	uint32_t linux_version;	/* 0: the newest that the file is for */
	char again[512];	/* the options that repeat the play */
};

int cli_sim_file(struct cli_sim *c);
/* Requests from the standard input, until its end: scenario/batch.h. */
int cli_sim_batch(struct cli_sim *c);
/* The next of a generator's numbers: splitmix64's high half. */
uint32_t cli_sim_random(uint64_t *state);

#endif /* KSIG_CLI_SIM_H */
