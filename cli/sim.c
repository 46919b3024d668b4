/* SPDX-License-Identifier: MIT */
/* ksig sim [OPTION...] FILE.sig */
#include "cli/sim.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scenario/print.h"

enum {
	OPT_SEED = 0x100,
	OPT_CPUS,
	OPT_LINUX,
	OPT_FAIL_ALLOC,
	OPT_FAIL_COPY,
	OPT_KILL,
	OPT_LATE,
	OPT_RECORD,
	OPT_SCHEDULE,
	OPT_CHECK,
	OPT_RELOAD,
	OPT_VERBS,
	OPT_SHOW,
	OPT_BATCH,
};

static const struct argp_option options[] = {
	{ NULL, 0, NULL, 0, "The machine:", 1 },
	{ "cpus", OPT_CPUS, "N", 0,
	  "So many tasks in the kernel at a time (1)", 0 },
	{ "linux", OPT_LINUX, "VERSION", 0,
	  "Where versions differ, behave as this one: 6.1", 0 },
	{ NULL, 0, NULL, 0, "Its decisions:", 2 },
	{ "seed", OPT_SEED, "N", 0,
	  "Decide at random; the same N, the same run. Without it whoever "
	  "runs goes on", 0 },
	{ "schedule", OPT_SCHEDULE, "LIST", 0,
	  "Decide as in the comma-separated LIST first", 0 },
	{ "late-wakes", OPT_LATE, NULL, 0,
	  "When a wake arrives is a decision, too", 0 },
	{ NULL, 0, NULL, 0, "Its faults:", 3 },
	{ "fail-alloc", OPT_FAIL_ALLOC, "N", 0,
	  "The Nth allocation fails", 0 },
	{ "fail-copy", OPT_FAIL_COPY, "N", 0,
	  "The Nth copy of user memory fails", 0 },
	{ "kill", OPT_KILL, "ACTOR@N", 0,
	  "SIGKILL for ACTOR's process at decision N", 0 },
	{ NULL, 0, NULL, 0, "What is printed:", 4 },
	{ "output", 'o', "FILE", 0,
	  "Write the timeline to FILE instead of the standard output", 0 },
	{ "quiet", 'q', NULL, 0, "Only the verdict", 0 },
	{ "show", OPT_SHOW, NULL, 0, "The transcript as well", 0 },
	{ NULL, 0, NULL, 0, "For authors:", 5 },
	{ "check", OPT_CHECK, NULL, 0,
	  "Check every invariant after each system call", 0 },
	{ "reload", OPT_RELOAD, NULL, 0,
	  "Save and load the whole state whenever everybody waits", 0 },
	{ "record", OPT_RECORD, NULL, 0,
	  "Rewrite FILE's trace lines (\"> ...\") from this play", 0 },
	{ "verbs", OPT_VERBS, NULL, 0, "Print what a scenario can say", 0 },
	{ "batch", OPT_BATCH, NULL, 0,
	  "Play scenarios from the standard input (scenario/batch.h)", 0 },
	{ 0 },
};

static uint64_t number(struct argp_state *state, const char *option,
		       const char *arg, uint64_t max)
{
	char *end;
	uint64_t n;

	errno = 0;
	n = strtoull(arg, &end, 0);
	if (errno != 0 || *end != '\0' || end == arg || *arg == '-' ||
	    n > max)
		argp_error(state, "--%s=%s: it is a number up to %llu",
			   option, arg, (unsigned long long)max);
	return n;
}

/* "6.1" -> 0x060100: major, minor and patch are bytes. */
static uint32_t version(struct argp_state *state, const char *arg)
{
	unsigned int major = 0, minor = 0, patch = 0;
	char rest = '\0';
	int n = sscanf(arg, "%u.%u.%u%c", &major, &minor, &patch, &rest);

	if (n < 2 || n > 3 || major > 255 || minor > 255 || patch > 255)
		argp_error(state, "--linux=%s: it is a version as 6.1", arg);
	return major << 16 | minor << 8 | patch;
}

static void set_schedule(struct argp_state *state, struct cli_schedule *s,
			 const char *arg)
{
	const char *p = arg;
	char *end;

	s->given = calloc(strlen(arg) + 1, sizeof(*s->given));
	if (s->given == NULL)
		argp_failure(state, CLI_SIM_CANNOT, ENOMEM, "--schedule");
	while (*p != '\0') {
		s->given[s->nr_given++] = (uint32_t)strtoul(p, &end, 10);
		if (end == p || (*end != ',' && *end != '\0'))
			argp_error(state, "--schedule: it is a list of "
				   "numbers as 0,2,1");
		p = *end == ',' ? end + 1 : end;
	}
}

static void set_kill(struct argp_state *state, struct cli_sim *c, char *arg)
{
	char *at = strchr(arg, '@');

	if (at == NULL || at == arg)
		argp_error(state, "--kill=%s: it is ACTOR@N, N a decision",
			   arg);
	*at = '\0';
	c->kill_actor = arg;
	c->sim.kill_at = number(state, "kill", at + 1, UINT64_MAX);
}

static void print_verbs(void)
{
	static char buf[1u << 18];
	struct scn_text t = { buf, 0, sizeof(buf) };

	scn_print_verbs(&t);
	fputs(buf, stdout);
	exit(CLI_SIM_SAME);
}

/* What makes the machine. */
static bool parse_machine(int key, char *arg, struct argp_state *state,
			  struct cli_sim *c)
{
	switch (key) {
	case OPT_SEED:
		c->schedule.is_random = true;
		c->schedule.seed = number(state, "seed", arg, UINT64_MAX);
		return true;
	case OPT_CPUS:
		c->sim.cpus = (uint32_t)number(state, "cpus", arg,
					       SIM_CPUS_MAX);
		return true;
	case OPT_LINUX:
		c->linux_version = version(state, arg);
		return true;
	case OPT_FAIL_ALLOC:
		c->sim.fail_alloc = number(state, "fail-alloc", arg,
					   UINT64_MAX);
		return true;
	case OPT_FAIL_COPY:
		c->sim.fail_copy = number(state, "fail-copy", arg, UINT64_MAX);
		return true;
	case OPT_KILL:
		set_kill(state, c, arg);
		return true;
	case OPT_LATE:
		c->sim.late_wakes = true;
		return true;
	case OPT_SCHEDULE:
		set_schedule(state, &c->schedule, arg);
		return true;
	case OPT_CHECK:
		c->sim.check_always = true;
		return true;
	case OPT_RELOAD:
		c->sim.reload = true;
		return true;
	default:
		return false;
	}
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct cli_sim *c = state->input;

	if (parse_machine(key, arg, state, c))
		return 0;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &c->shown;
		return 0;
	case 'o':
		c->output = arg;
		return 0;
	case 'q':
		c->is_quiet = true;
		return 0;
	case OPT_SHOW:
		c->show = true;
		return 0;
	case OPT_RECORD:
		c->record = true;
		return 0;
	case OPT_VERBS:
		print_verbs();
		return 0;
	case OPT_BATCH:
		c->batch = true;
		return 0;
	case ARGP_KEY_ARG:
		if (c->file != NULL)
			argp_error(state, "one FILE at a time");
		c->file = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		if (!c->batch)
			argp_error(state, "no scenario was given");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* The options that matter to a play, to be printed with a failure. */
static void remember(struct cli_sim *c, int argc, char **argv)
{
	size_t n = 0;
	int i, w;

	for (i = 1; i < argc && n < sizeof(c->again); i++) {
		w = snprintf(c->again + n, sizeof(c->again) - n, " %s",
			     argv[i]);
		n += w > 0 ? (size_t)w : 0;
	}
}

int cli_sim(int argc, char **argv)
{
	static const struct argp_child children[] = {
		{ &cli_shown_argp, 0, NULL, 4 }, { 0 },
	};
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.children = children,
		.args_doc = "FILE",
		.doc = "Play the scenario FILE (docs/SCENARIOS.md) in a "
		       "deterministic machine in memory, print what becomes "
		       "of every signal, and whether all is as FILE expects."
		       "\vExit status: 0 all as expected, 1 a difference or "
		       "a broken rule, 2 FILE cannot be played, 77 it is not "
		       "for this machine.",
	};
	static struct cli_sim c = { .tracer = { .timeline = true } };

	c.shown.tracer = &c.tracer;
	argp_err_exit_status = CLI_SIM_CANNOT;
	remember(&c, argc, argv);
	argp_parse(&argp, argc, argv, 0, NULL, &c);
	return c.batch ? cli_sim_batch(&c) : cli_sim_file(&c);
}
