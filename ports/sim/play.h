/* SPDX-License-Identifier: MIT */
/*
 * Scenarios on the simulator. A struct sim_player is made once and plays any
 * number of files, or one file on any number of schedules; nothing of one
 * play is left in the next.
 */
#ifndef KSIG_PORTS_SIM_PLAY_H
#define KSIG_PORTS_SIM_PLAY_H

#include "scenario/machine.h"
#include "sim.h"

struct sim_player;

enum sim_verdict {
	SIM_PLAYED = 0,		/* to its end: transcript is whole */
	SIM_PLAY_BUG,		/* ksig broke a rule of its own: why says */
	SIM_PLAY_REFUSED,	/* the simulator does not have it */
	SIM_PLAY_BROKE,		/* the file asks for what cannot be: why */
};

struct sim_result {
	enum sim_verdict verdict;
	char why[160];			/* unless it was played to its end */
	struct scn_text transcript;	/* the player's, until the next play */
	uint64_t nr_decisions, nr_allocs, nr_copies;
};

/* NULL: no memory. */
struct sim_player *sim_player_new(void);
void sim_player_free(struct sim_player *p);

/*
 * Play f. o's trace is called besides what the transcript's ">" lines need.
 * Those are made only if with_story: they cost more than the play.
 */
void sim_play(struct sim_player *p, const struct scn_file *f,
	      const struct sim_options *o, bool with_story,
	      struct sim_result *r);
/* Of the play that goes on or was the last: for trace callbacks. */
struct sim *sim_player_sim(struct sim_player *p);
/* The actor that has had this pid or tid, or NULL. */
const char *sim_player_name(struct sim_player *p, int32_t id);
/* Its board, for who looks in the middle of a play. */
const struct scn_board *sim_player_board(const struct sim_player *p);
const struct scn_machine *sim_machine(void);

#endif /* KSIG_PORTS_SIM_PLAY_H */
