/* SPDX-License-Identifier: MIT */
/* The explorer: one file's plays (explore.c), what is asked for (main.c). */
#ifndef KSIG_TESTS_EXPLORE_EXPLORE_H
#define KSIG_TESTS_EXPLORE_EXPLORE_H

#include "ports/sim/play.h"
#include "dpor.h"
#include "ledger.h"
#include "state.h"

#define TAKEN_MAX 65536u

enum strategy {
	BY_SEARCH,	/* every schedule, by dpor.c */
	BY_PRIORITIES,	/* at random, by priorities that change: PCT */
	BY_LIST,	/* as given, then the first */
};

struct limits {
	uint64_t ms, nr_plays;	/* of the search */
	uint64_t nr_random;	/* plays after it, if it did not end */
};

struct outcome {
	uint64_t nr_plays, nr_states, nr_redundant, nr_random;
	uint32_t nr_outcomes;	/* transcripts that differ */
	bool is_whole;		/* every schedule was played */
	uint64_t nr_failed;
	char why[512];		/* the first failure, and its schedule: */
	uint32_t schedule[TAKEN_MAX];
	uint32_t nr_schedule;
	char *text;		/* what was played, or how it differs */
};

struct explorer {
	struct sim_player *player;
	struct dpor *dpor;
	struct ledger ledger;
	struct state_set *states, *transcripts;
	struct sim_options o;
	const struct scn_file *file;
	struct sim_result result;
	enum strategy by;
	bool may_converge;
	bool is_plain;		/* without a trace: core's short ways */
	bool stop_at_first;
	bool show;		/* print each outcome */
	/* BY_PRIORITIES */
	uint64_t seed, priority[DPOR_THREADS_MAX];
	uint64_t change[3], step, nr_steps;
	/* BY_LIST */
	const uint32_t *list;
	uint32_t nr_list;
	/* What was answered. */
	uint32_t taken[TAKEN_MAX], nr_taken;
};

/* False: no memory. */
bool explorer_init(struct explorer *x);
void explorer_finish(struct explorer *x);
void explore_file(struct explorer *x, const struct scn_file *f,
		  const struct limits *limits, struct outcome *out);
/* One play, by x->list. */
void explore_once(struct explorer *x, const struct scn_file *f,
		  struct outcome *out);

#endif /* KSIG_TESTS_EXPLORE_EXPLORE_H */
