/* SPDX-License-Identifier: MIT */
/* ksig trace [OPTION...] [--] CMD [ARG...] */
#include "cli/cli.h"

#include <argp.h>

struct options {
	struct cli_shown shown;
	const char *file;
};

static const struct argp_option options[] = {
	{ "output", 'o', "FILE", 0,
	  "Write the trace to FILE instead of the standard error", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &o->shown;
		return 0;
	case 'o':
		o->file = cli_trace_file_parse(state, arg);
		return 0;
	case ARGP_KEY_ARGS:
		o->shown.tracer->argv = state->argv + state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no command to trace was given");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int cli_trace(int argc, char **argv)
{
	static const struct argp_child children[] = {
		{ &cli_shown_argp, 0, NULL, 0 }, { 0 },
	};
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.children = children,
		.args_doc = "[--] CMD [ARG...]",
		.doc = "Run CMD as `ksig run' does, and print what becomes of "
		       "every signal of its processes.\v"
		       "The trace goes to the standard error or to FILE. "
		       "CMD's exit status is ours; if it dies of a signal, "
		       "so do we. 125: ksig itself failed; 126: CMD cannot "
		       "be run; 127: CMD was not found.",
	};
	/* The runner, a copy of us, goes on using it. */
	static struct cli_tracer tracer = { .timeline = true };
	struct options o = { .shown = { .tracer = &tracer } };
	struct ksig_host_options host = {
		.trace = cli_tracer_event,
		.flush = cli_tracer_flush,
		.started = cli_tracer_started,
		.arg = &tracer,
	};

	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &o);
	if (cli_trace_open(&o.shown, o.file) != 0)
		return KSIG_HOST_FAILED;
	host.argv = tracer.argv;
	return ksig_host_run(&host);
}
