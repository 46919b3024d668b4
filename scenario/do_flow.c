/* SPDX-License-Identifier: MIT */
/* Steps that are no system calls: sequences, loops, words. */
#include "interp.h"
#include "verbs.h"

static void say(struct scn_run *r)
{
	scn_put(&r->out, r->s->arg[0].text);
}

static void seq(struct scn_run *r)
{
	scn_body(r->a, r->s->body, r->frame);
}

static void repeat(struct scn_run *r)
{
	int64_t n;

	for (n = scn_arg(r, 0, 0); n > 0; n--)
		scn_body(r->a, r->s->body, r->frame);
}

static void spin(struct scn_run *r)
{
	r->a->board->machine->spin(r->a, scn_arg(r, 0, -1));
}

static void yield(struct scn_run *r)
{
	CALL(r->a, NR_sched_yield);
}

static void nothing(struct scn_run *r)
{
	(void)r;
}

const struct scn_verb scn_verbs_flow[] = {
	{ .name = "say", .run = say, .args = PARAMS(PARAM("word", SCN_T_TEXT)),
	  .help = "Write a word, to show the order of things.",
	  .example = "say here" },
	{ .name = "seq", .run = seq, .flags = SCN_VERB_BODY,
	  .help = "Several steps as one, with no pause between them; each "
		"result is a line.",
	  .example = "seq do { kill self USR1; say after }" },
	{ .name = "repeat", .run = repeat, .flags = SCN_VERB_BODY,
	  .args = PARAMS(PARAM("times", SCN_T_NUM)),
	  .help = "The same several times.",
	  .example = "repeat 100 do { kill B RT1 }" },
	{ .name = "spin", .run = spin,
	  .args = PARAMS(MAYBE("time", SCN_T_TIME)),
	  .help = "Use CPU time in user mode; without a time, for ever.",
	  .example = "spin 50ms" },
	{ .name = "yield", .run = yield,
	  .help = "sched_yield(2): a system call that nothing interrupts.",
	  .example = "yield" },
	{ .name = "nothing", .run = nothing,
	  .help = "Do nothing (to see what happened meanwhile).",
	  .example = "nothing" },
	{ .name = NULL },
};
