/* SPDX-License-Identifier: MIT */
/* ksig check [OPTION...] [--] CMD [ARG...] */
#include "cli/cli.h"

#include <argp.h>
#include <stdlib.h>
#include <string.h>
#include "explore/check.h"
#include "explore/session.h"

enum { KEY_JSON = 300 };

static const struct argp_option options[] = {
	{ "signal", 's', "SIG[,SIG...]", 0,
	  "Have these come (default: those that CMD handles, but for "
	  "faults)", 0 },
	{ "timeout", 't', "SECONDS", 0, "End a run after this time (default "
	  "10)", 0 },
	{ "json", KEY_JSON, NULL, 0, "Print one JSON object a line", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct xp_check_options *o = state->input;

	switch (key) {
	case 's':
		o->signals |= cli_signals_parse(state, arg);
		return 0;
	case 't':
		o->timeout_ms = 1000 * cli_number_parse(state, arg, 1000000);
		return 0;
	case KEY_JSON:
		o->json = true;
		return 0;
	case ARGP_KEY_ARGS:
		o->argv = state->argv + state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no command to check was given");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int cli_check(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "[--] CMD [ARG...]",
		.doc = "Run CMD, and report what its handlers do that a "
		       "handler must not.\v"
		       "CMD is run once as it is, and twice for each handler, "
		       "with its signal coming now and then. Exit "
		       "status: 0 nothing was found, 1 there are findings, 2 "
		       "wrong usage, or CMD cannot be run.",
	};
	struct xp_check_options o = { .argv = NULL };

	argp_err_exit_status = XP_CANNOT;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &o);
	return xp_check(&o);
}
