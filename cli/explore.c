/* SPDX-License-Identifier: MIT */
/* ksig explore [OPTION...] [--] CMD [ARG...] */
#include "cli/cli.h"

#include <argp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "explore/session.h"

#define POINTS_DEFAULT	4000u
#define TIME_DEFAULT_MS	100000u
#define STEPS_DEFAULT	1000000u

enum { KEY_SIGNAL = 's', KEY_POINTS = 'p', KEY_TIMEOUT = 't', KEY_STEPS = 300,
	KEY_TIME };

static const struct argp_option options[] = {
	{ "signal", KEY_SIGNAL, "SIG[,SIG...]", 0,
	  "Deliver these (default: those that CMD handles, but for faults)",
	  0 },
	{ "points", KEY_POINTS, "syscalls|all", 0,
	  "At system calls only, all of them; or at instructions, too "
	  "(default)", 0 },
	{ "number", 'n', "N", 0, "Try at most N points (default 4000)", 0 },
	{ "time", KEY_TIME, "SECONDS", 0,
	  "Begin no new run after this time (default 100; with -n there is no "
	  "limit)", 0 },
	{ "steps", KEY_STEPS, "N", 0,
	  "List points in the first N instructions that can be interrupted "
	  "(default 1000000)", 0 },
	{ "jobs", 'j', "N", 0, "Runs at a time (default: one a CPU)", 0 },
	{ "timeout", KEY_TIMEOUT, "SECONDS", 0,
	  "End a run after this time (default: ten times what CMD takes, at "
	  "least 2)", 0 },
	{ "output", 'o', "DIR", 0,
	  "Save the findings there (default: ksig-explore.N)", 0 },
	{ "quiet", 'q', NULL, 0, "Do not show the progress", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct xp_options *o = state->input;

	switch (key) {
	case KEY_SIGNAL:
		o->signals |= cli_signals_parse(state, arg);
		return 0;
	case KEY_POINTS:
		if (strcmp(arg, "syscalls") && strcmp(arg, "all"))
			argp_error(state, "--points %s: only syscalls or all",
				   arg);
		o->calls_only = strcmp(arg, "syscalls") == 0;
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
	case 'o':
		o->dir = arg;
		return 0;
	case 'q':
		o->quiet = true;
		return 0;
	case ARGP_KEY_ARGS:
		o->argv = state->argv + state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no command to explore was given");
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
		.args_doc = "[--] CMD [ARG...]",
		.doc = "Run CMD again and again, each time with a signal at "
		       "another point, and report where that goes wrong.\v"
		       "Exit status: 0 nothing was found, 1 there are "
		       "findings, 2 wrong usage, or CMD cannot be run.",
	};
	struct xp_options o = {
		.points_max = POINTS_DEFAULT, .steps_max = STEPS_DEFAULT,
		.time_ms = TIME_DEFAULT_MS,
	};
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	o.jobs = cpus > 0 ? (uint32_t)cpus : 1;
	argp_err_exit_status = XP_CANNOT;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &o);
	return xp_session(&o);
}
