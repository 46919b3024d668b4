/* SPDX-License-Identifier: MIT */
/* ksig run [--] CMD [ARG...] */
#include "cli/cli.h"

#include <argp.h>
#include <stdlib.h>

static error_t parse(int key, char *arg, struct argp_state *state)
{
	char ***cmd = state->input;

	(void)arg;
	switch (key) {
	case ARGP_KEY_ARGS:
		*cmd = state->argv + state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no command to run was given");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int cli_run(int argc, char **argv)
{
	static const struct argp argp = {
		.parser = parse,
		.args_doc = "[--] CMD [ARG...]",
		.doc = "Run CMD, an unmodified program, on ksig's signals.\v"
		       "CMD's exit status is ours; if it dies of a signal, "
		       "so do we. 125: ksig itself failed; 126: CMD cannot "
		       "be run; 127: CMD was not found.",
	};
	struct ksig_host_options o = { .argv = NULL };

	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &o.argv);
	return ksig_host_run(&o);
}
