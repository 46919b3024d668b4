/* SPDX-License-Identifier: MIT */
/* ksig explore [OPTION...] [--] CMD [ARG...] */
#include "cli/cli.h"

#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "explore/session.h"

#define POINTS_DEFAULT	4000u
#define TIME_DEFAULT_MS	110000u
#define STEPS_DEFAULT	1000000u

enum { KEY_SIGNAL = 's', KEY_POINTS = 'p', KEY_TIMEOUT = 't', KEY_STEPS = 300,
	KEY_TIME, KEY_ISOLATE, KEY_SHARD, KEY_RESUME, KEY_NO_BRANCHES,
	KEY_FROM, KEY_TO, KEY_IN, KEY_TWICE, KEY_MEMORY };

static const struct argp_option options[] = {
	{ "signal", KEY_SIGNAL, "SIG[,SIG...]", 0,
	  "Deliver these (default: those that CMD handles, but for faults)",
	  0 },
	{ "points", KEY_POINTS, "WHICH[,WHICH...]", 0,
	  "syscalls, calls (of functions that a handler must not call), "
	  "accesses (to memory that a handler could see), instructions, or all "
	  "(default)", 0 },
	{ "from", KEY_FROM, "PLACE", 0,
	  "Only from there on: FUNCTION, FUNCTION:N (its Nth call), a time as "
	  "10ms, or #N (the Nth system call)", 0 },
	{ "to", KEY_TO, "PLACE", 0, "Only until there", 0 },
	{ "in", KEY_IN, "OBJECT|FUNCTION", 0,
	  "Only in this program's or library's code, or while this function is "
	  "called; may be repeated", 0 },
	{ "twice", KEY_TWICE, NULL, 0,
	  "Also deliver a second signal inside the handler of the first, where "
	  "its mask allows", 0 },
	{ "number", 'n', "N", 0, "Try at most N points (default 4000)", 0 },
	{ "time", KEY_TIME, "SECONDS", 0,
	  "Begin no new run after this time (default 110; with -n there is no "
	  "limit)", 0 },
	{ "steps", KEY_STEPS, "N", 0,
	  "List points in the first N instructions that can be interrupted "
	  "(default 1000000)", 0 },
	{ "jobs", 'j', "N", 0, "Runs at a time (default: one a CPU)", 0 },
	{ "timeout", KEY_TIMEOUT, "SECONDS", 0,
	  "End a run after this time (default: ten times what CMD takes, at "
	  "least 2)", 0 },
	{ "memory", KEY_MEMORY, "BYTES", 0,
	  "End a run that has more memory, or writes more to files (K, M, G; "
	  "default: 1G, or four times what CMD takes)", 0 },
	{ "output", 'o', "DIR", 0,
	  "Save the findings there (default: ksig-explore.N)", 0 },
	{ "shard", KEY_SHARD, "I/N", 0,
	  "Of all points, try those of the Ith of N shares; `ksig merge' joins "
	  "what they find", 0 },
	{ "resume", KEY_RESUME, "DIR", 0,
	  "Go on with the exploration in DIR, instead of CMD; of the other "
	  "options only --time, -j and -q", 0 },
	{ "isolate", KEY_ISOLATE, NULL, 0,
	  "Each run has a copy of the working directory, and what it leaves "
	  "there is compared", 0 },
	{ "no-checkpoints", KEY_NO_BRANCHES, NULL, 0,
	  "Run each try from the start of CMD, none in a copy made on the way",
	  0 },
	{ "quiet", 'q', NULL, 0, "Do not show the progress", 0 },
	{ 0 },
};

static void shard(struct argp_state *state, struct xp_options *o, char *arg)
{
	char *slash = strchr(arg, '/');

	if (!slash) {
		argp_error(state, "--shard %s: it is I/N, as 2/3", arg);
		return;
	}
	*slash = '\0';
	o->nr_shards = (uint32_t)cli_number_parse(state, slash + 1, 1000000);
	o->shard = (uint32_t)cli_number_parse(state, arg, o->nr_shards);
	*slash = '/';
}

static uint64_t bytes(struct argp_state *state, const char *arg)
{
	static const char units[] = "KMG";
	const char *unit;
	char *end;
	uint64_t n;
	int shift = 0;

	errno = 0;
	n = strtoull(arg, &end, 10);
	unit = *end ? strchr(units, *end) : NULL;
	if (unit) {
		shift = 10 * (int)(unit - units + 1);
		end++;
	}
	if (!isdigit((unsigned char)arg[0]) || *end || errno || !n ||
	    n > UINT64_MAX >> shift)
		argp_error(state, "--memory %s: it is a number of bytes, or of "
			   "K, M or G", arg);
	return n << shift;
}

static void points(struct argp_state *state, struct xp_options *o,
		   const char *arg)
{
	static const struct {
		const char *word;
		uint32_t is;
	} words[] = {
		{ "syscalls", XP_AT_SYSCALLS }, { "calls", XP_AT_CALLS },
		{ "accesses", XP_AT_ACCESSES },
		{ "instructions", XP_AT_INSNS }, { "all", XP_AT_ALL },
	};
	const char *p = arg;
	size_t n, i;

	o->points = 0;
	do {
		n = strcspn(p, ",");
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (strlen(words[i].word) == n &&
			    strncmp(words[i].word, p, n) == 0)
				break;
		if (i == sizeof(words) / sizeof(words[0]))
			argp_error(state, "--points %s: only syscalls, calls, "
				   "accesses, instructions or all", arg);
		else
			o->points |= words[i].is;
		p += n + 1;
	} while (p[-1] == ',');
}

static void mark(struct argp_state *state, const char *option,
		 struct xp_mark *m, const char *arg)
{
	if (!xp_mark_parse(arg, m))
		argp_error(state, "%s %s: it is FUNCTION, FUNCTION:N, a time "
			   "as 10ms, or #N", option, arg);
}

static void in(struct argp_state *state, struct xp_window *w, const char *arg)
{
	if (w->nr_in == XP_IN_MAX)
		argp_error(state, "--in: at most %u", XP_IN_MAX);
	else if (!arg[0] || strlen(arg) >= XP_MARK_MAX)
		argp_error(state, "--in %s: no name of a function or an object",
			   arg);
	else
		strcpy(w->in[w->nr_in++], arg);
}

struct choice {
	struct xp_options o;
	bool has_time, has_cmd, has_other;
};

/* What is given anew with --resume; all else is in its DIR. */
static void note(struct choice *c, int key)
{
	if (key == KEY_TIME)
		c->has_time = true;
	else if (key == ARGP_KEY_ARGS)
		c->has_cmd = true;
	else if (key > 0 && key < ARGP_KEY_END && key != 'j' && key != 'q' &&
		 key != KEY_RESUME)
		c->has_other = true;
}

static void check(struct argp_state *state, const struct choice *c)
{
	const struct xp_window *w = &c->o.window;

	if (c->o.nr_shards && (w->from.kind == XP_MARK_TIME ||
			       w->to.kind == XP_MARK_TIME))
		argp_error(state, "--shard and a time: it is another one in "
			   "each run; give the call, #N, that an exploration "
			   "without --shard names");
	if (!c->o.resume && !c->has_cmd)
		argp_error(state, "no command to explore was given");
	if (c->o.resume && (c->has_cmd || c->has_other))
		argp_error(state, "--resume takes the command and the options "
			   "from DIR: only --time, -j and -q may be given");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct choice *c = state->input;
	struct xp_options *o = &c->o;

	note(c, key);
	switch (key) {
	case KEY_SIGNAL:
		o->signals |= cli_signals_parse(state, arg);
		return 0;
	case KEY_POINTS:
		points(state, o, arg);
		return 0;
	case KEY_TWICE:
		o->twice = true;
		return 0;
	case KEY_FROM:
		mark(state, "--from", &o->window.from, arg);
		return 0;
	case KEY_TO:
		mark(state, "--to", &o->window.to, arg);
		return 0;
	case KEY_IN:
		in(state, &o->window, arg);
		return 0;
	case 'n':
		o->points_max = (uint32_t)cli_number_parse(state, arg, 100000000);
		if (o->time_ms == TIME_DEFAULT_MS)
			o->time_ms = 0;
		return 0;
	case KEY_TIME:
		o->time_ms = 1000 * cli_number_parse(state, arg, 10000000);
		return 0;
	case KEY_STEPS:
		o->steps_max = cli_number_parse(state, arg, UINT32_MAX);
		return 0;
	case 'j':
		o->jobs = (uint32_t)cli_number_parse(state, arg, 64);
		return 0;
	case KEY_TIMEOUT:
		o->timeout_ms = 1000 * cli_number_parse(state, arg, 1000000);
		return 0;
	case KEY_MEMORY:
		o->memory = bytes(state, arg);
		return 0;
	case 'o':
		o->dir = arg;
		return 0;
	case KEY_ISOLATE:
		o->isolate = true;
		return 0;
	case KEY_NO_BRANCHES:
		o->no_branches = true;
		return 0;
	case 'q':
		o->quiet = true;
		return 0;
	case KEY_SHARD:
		shard(state, o, arg);
		return 0;
	case KEY_RESUME:
		o->resume = arg;
		return 0;
	case ARGP_KEY_ARGS:
		o->argv = state->argv + state->next;
		return 0;
	case ARGP_KEY_END:
		check(state, c);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int cli_explore(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "[--] CMD [ARG...]\n--resume DIR",
		.doc = "Run CMD again and again, each time with a signal at "
		       "another point, and report where that goes wrong.\v"
		       "Exit status: 0 nothing was found, 1 there are "
		       "findings, 2 wrong usage, or CMD cannot be run.",
	};
	struct choice c = { .o = {
		.points_max = POINTS_DEFAULT, .steps_max = STEPS_DEFAULT,
		.time_ms = TIME_DEFAULT_MS, .points = XP_AT_ALL,
	} };
	int r;

	argp_err_exit_status = XP_CANNOT;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &c);
	if (c.o.resume) {
		c.o.time_ms = c.has_time ? c.o.time_ms : 0;
		r = xp_resume_options(&c.o);
		if (r)
			return r;
	}
	return xp_session(&c.o);
}
