/* SPDX-License-Identifier: MIT */
/* What options of several commands have in common. */
#include "cli/cli.h"

#include <argp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool cli_color_parse(const char *word, enum cli_color *c)
{
	static const char *const words[] = {
		[CLI_COLOR_AUTO] = "auto", [CLI_COLOR_ALWAYS] = "always",
		[CLI_COLOR_NEVER] = "never",
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(word, words[i]) == 0) {
			*c = (enum cli_color)i;
			return true;
		}
	return false;
}

/* https://no-color.org: an empty NO_COLOR counts as none. */
bool cli_color_wanted(enum cli_color c, const struct cli_out *out)
{
	const char *no = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (c != CLI_COLOR_AUTO)
		return c == CLI_COLOR_ALWAYS;
	if (no != NULL && no[0] != '\0')
		return false;
	if (term == NULL || strcmp(term, "dumb") == 0)
		return false;
	return cli_out_is_tty(out);
}

uint64_t cli_number_parse(struct argp_state *state, const char *arg,
			  uint64_t max)
{
	unsigned long long v;
	char *end;

	v = strtoull(arg, &end, 10);
	if (!*arg || *arg == '-' || *end || v == 0 || v > max)
		argp_error(state, "'%s' is no number from 1 to %llu", arg,
			   (unsigned long long)max);
	return v;
}

uint64_t cli_signals_parse(struct argp_state *state, char *arg)
{
	uint64_t set = 0;
	char *word;
	int sig;

	for (word = strtok(arg, ","); word; word = strtok(NULL, ",")) {
		sig = cli_signal_parse(word);
		if (!sig || sig == SIGKILL || sig == SIGSTOP)
			argp_error(state, "--signal %s: no signal that a "
				   "program can handle; kill -l lists them",
				   word);
		else
			set |= 1ull << (sig - 1);
	}
	return set;
}

enum {
	OPT_JSON = 0x200,	/* not one of the commands' own */
	OPT_COLOR,
};

static const struct argp_option shown_options[] = {
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

static error_t parse_shown(int key, char *arg, struct argp_state *state)
{
	struct cli_shown *s = state->input;
	char err[512];

	switch (key) {
	case OPT_JSON:
		s->tracer->json = true;
		return 0;
	case 'e':
		if (!cli_filter_add(&s->tracer->filter, arg, err, sizeof(err)))
			argp_error(state, "%s", err);
		return 0;
	case 'c':
		s->tracer->summarize = true;
		s->tracer->timeline = false;
		return 0;
	case 'C':
		s->tracer->summarize = s->tracer->timeline = true;
		return 0;
	case OPT_COLOR:
		if (!cli_color_parse(arg, &s->color))
			argp_error(state, "--color=%s: it is auto, always or "
				   "never", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp cli_shown_argp = {
	.options = shown_options, .parser = parse_shown,
};

const char *cli_trace_file_parse(struct argp_state *state, const char *arg)
{
	if (strcmp(arg, "-") == 0)
		argp_error(state, "-o -: the trace does not mix with the "
			   "program's output; name a file (./- for this)");
	return arg;
}

int cli_trace_open(const struct cli_shown *s, const char *file)
{
	struct cli_tracer *t = s->tracer;
	struct cli_line name = { .n = 0 };
	int error = cli_out_open(&t->out, file);

	if (error != 0) {
		cli_line_put_guest(&name, file ? file : "standard error");
		fprintf(stderr, "ksig: cannot write the trace to %s: %s; "
			"give another file with -o\n", name.s,
			strerror(error));
		return KSIG_HOST_FAILED;
	}
	t->out.is_json = t->json;
	t->view.color = !t->json && cli_color_wanted(s->color, &t->out);
	return 0;
}
