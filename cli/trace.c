/* SPDX-License-Identifier: MIT */
/* ksig trace [OPTION...] [--] CMD [ARG...] */
#include "cli/cli.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	OPT_JSON = 0x100,
	OPT_COLOR,
};

struct options {
	struct cli_tracer *tracer;
	const char *file;
	enum cli_color color;
};

static const struct argp_option options[] = {
	{ "output", 'o', "FILE", 0,
	  "Write the trace to FILE instead of the standard error", 0 },
	{ "json", OPT_JSON, NULL, 0, "One JSON object a line", 0 },
	{ NULL, 'e', "SIG,...", 0,
	  "Only these signals: INT, SIGINT, 2, RTMIN+1; !INT: all but this",
	  0 },
	{ "summary", 'c', NULL, 0, "Only counts and times, at the end", 0 },
	{ NULL, 'C', NULL, 0, "The timeline, then the summary", 0 },
	{ "color", OPT_COLOR, "WHEN", 0,
	  "auto (on a terminal, unless NO_COLOR is set), always or never", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;
	char err[512];

	switch (key) {
	case 'o':
		if (strcmp(arg, "-") == 0)
			argp_error(state, "-o -: the trace does not mix with "
				   "CMD's output; name a file (./- for this)");
		o->file = arg;
		return 0;
	case OPT_JSON:
		o->tracer->json = true;
		return 0;
	case 'e':
		if (!cli_filter_add(&o->tracer->filter, arg, err, sizeof(err)))
			argp_error(state, "%s", err);
		return 0;
	case 'c':
		o->tracer->summarize = true;
		o->tracer->timeline = false;
		return 0;
	case 'C':
		o->tracer->summarize = o->tracer->timeline = true;
		return 0;
	case OPT_COLOR:
		if (!cli_color_parse(arg, &o->color))
			argp_error(state, "--color=%s: it is auto, always or "
				   "never", arg);
		return 0;
	case ARGP_KEY_ARGS:
		o->tracer->argv = state->argv + state->next;
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
	static const struct argp argp = {
		.options = options,
		.parser = parse,
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
	struct options o = { .tracer = &tracer };
	struct ksig_host_options host = {
		.trace = cli_tracer_event,
		.flush = cli_tracer_flush,
		.started = cli_tracer_started,
		.arg = &tracer,
	};
	int error;

	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &o);
	error = cli_out_open(&tracer.out, o.file);
	if (error != 0) {
		struct cli_line name = { .n = 0 };

		cli_line_put_guest(&name, o.file != NULL ? o.file :
				   "standard error");
		fprintf(stderr, "ksig: cannot write the trace to %s: %s; "
			"give another file with -o\n", name.s,
			strerror(error));
		return KSIG_HOST_FAILED;
	}
	tracer.out.is_json = tracer.json;
	tracer.view.color = !tracer.json &&
			    cli_color_wanted(o.color, &tracer.out);
	host.argv = tracer.argv;
	return ksig_host_run(&host);
}
