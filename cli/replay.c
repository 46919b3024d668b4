/* SPDX-License-Identifier: MIT */
/* ksig replay [OPTION...] DIR/ID */
#include "cli/cli.h"

#include <argp.h>
#include <stdlib.h>
#include "explore/session.h"

enum { KEY_GDB = 300, KEY_AT_DELIVERY };

#define TIMES_MAX 1000000

static const struct argp_option options[] = {
	{ "times", 'n', "N", 0, "Run into it N times (default 1)", 0 },
	{ "gdb", KEY_GDB, NULL, 0,
	  "Stop where it fails, and hand over to gdb", 0 },
	{ "at-delivery", KEY_AT_DELIVERY, NULL, 0,
	  "With --gdb: stop where the signal comes instead", 0 },
	{ 0 },
};

struct choice {
	struct xp_replay_options o;
	bool at_delivery;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct choice *c = state->input;
	char *end;

	switch (key) {
	case 'n':
		c->o.times = (uint32_t)strtoul(arg, &end, 10);
		if (*arg == '-' || *end || c->o.times < 1 ||
		    c->o.times > TIMES_MAX)
			argp_error(state, "-n %s: no number from 1 to %d",
				   arg, TIMES_MAX);
		return 0;
	case KEY_GDB:
		c->o.leave = XP_LEAVE_FAILED;
		return 0;
	case KEY_AT_DELIVERY:
		c->at_delivery = true;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			argp_error(state, "one finding at a time, DIR/ID");
		c->o.path = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no finding was given: DIR/ID, as ksig "
			   "explore has printed it");
		return 0;
	case ARGP_KEY_END:
		if (c->at_delivery && !c->o.leave)
			argp_error(state, "--at-delivery is for --gdb");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int cli_replay(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "DIR/ID",
		.doc = "Run into a finding of `ksig explore' again.\v"
		       "Exit status: 0 it has shown again, each time; 1 it "
		       "has not; 2 wrong usage, or it cannot be run. With "
		       "--gdb, gdb's.",
	};
	struct choice c = { .o = { .times = 1 } };

	argp_err_exit_status = XP_CANNOT;
	argp_parse(&argp, argc, argv, 0, NULL, &c);
	if (c.at_delivery)
		c.o.leave = XP_LEAVE_DELIVERY;
	return xp_replay(&c.o);
}
