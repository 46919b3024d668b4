/* SPDX-License-Identifier: MIT */
/* ksig merge [-o OUT] DIR... */
#include "cli/cli.h"

#include <argp.h>
#include "explore/dir/dir.h"

static const struct argp_option options[] = {
	{ "output", 'o', "OUT", 0,
	  "Save the findings there (default: ksig-explore.N)", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct xp_merge_options *o = state->input;

	switch (key) {
	case 'o':
		o->out = arg;
		return 0;
	case ARGP_KEY_ARGS:
		o->dirs = state->argv + state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no exploration was given: DIR..., as ksig "
			   "explore has named it");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int cli_merge(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "DIR...",
		.doc = "Join what explorations of one command have found, the "
		       "shards of one or others, each finding once.\v"
		       "Exit status: 0 nothing was found, 1 there are "
		       "findings, 2 wrong usage, or they cannot be joined.",
	};
	struct xp_merge_options o = { .dirs = NULL };

	argp_err_exit_status = XP_CANNOT;
	argp_parse(&argp, argc, argv, 0, NULL, &o);
	return xp_merge(&o);
}
