/* SPDX-License-Identifier: MIT */
/* Playing scenarios, one after the other: see play.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "machine.h"

#define TRANSCRIPT_BYTES (256u << 10)

struct sim_player {
	struct sim *s;
	struct scn_board *b;
	char *transcript;
	const struct sim_options *o;
	bool with_story;
};

struct sim_player *sim_player_new(void)
{
	struct sim_player *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->s = sim_new();
	p->b = malloc(sizeof(*p->b));
	p->transcript = malloc(TRANSCRIPT_BYTES);
	if (p->s && p->b && p->transcript)
		return p;
	sim_player_free(p);
	return NULL;
}

void sim_player_free(struct sim_player *p)
{
	if (!p)
		return;
	sim_free(p->s);
	free(p->b);
	free(p->transcript);
	free(p);
}

struct sim *sim_player_sim(struct sim_player *p)
{
	return p->s;
}

const struct scn_board *sim_player_board(const struct sim_player *p)
{
	return p->b;
}

const char *sim_player_name(struct sim_player *p, int32_t id)
{
	int i;

	for (i = 0; i < p->b->file->nr_actors; i++)
		if (p->b->actor[i].world_tid == id)
			return p->b->actor[i].name;
	return NULL;
}

static void trace(void *arg, const struct ksig_event *ev)
{
	struct sim_player *p = arg;

	if (p->with_story)
		sim_story(p->b, ev);
	if (p->o->trace)
		p->o->trace(p->o->trace_arg, ev);
}

static enum sim_verdict verdict(struct sim_player *p, int err,
				struct sim_result *r)
{
	static const enum sim_verdict of_end[] = {
		[SIM_END_BUG] = SIM_PLAY_BUG,
		[SIM_END_REFUSED] = SIM_PLAY_REFUSED,
	};
	enum sim_end end = sim_ended(p->s);

	if (end == SIM_END_NONE)
		return err ? SIM_PLAY_BROKE : SIM_PLAYED;
	snprintf(r->why, sizeof(r->why), "%s", sim_what(p->s));
	return of_end[end];
}

void sim_play(struct sim_player *p, const struct scn_file *f,
	      const struct sim_options *o, bool with_story,
	      struct sim_result *r)
{
	struct sim_options inner = *o;
	int err;

	p->o = o;
	p->with_story = with_story;
	inner.trace = with_story || o->trace ? trace : NULL;
	inner.trace_arg = p;
	*r = (struct sim_result){
		.transcript = { p->transcript, 0, TRANSCRIPT_BYTES },
	};
	p->transcript[0] = '\0';
	sim_reset(p->s, &inner);
	sim_machine_use(p->s);
	scn_board_init(p->b, f, sim_machine());
	err = scn_play(p->b, &r->transcript, r->why);
	r->verdict = verdict(p, err, r);
	r->nr_decisions = sim_nr_decisions(p->s);
	r->nr_allocs = sim_nr_allocs(p->s);
	r->nr_copies = sim_nr_copies(p->s);
}
