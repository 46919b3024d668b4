/* SPDX-License-Identifier: MIT */
/* ksig: the command. Finds the subcommand; everything else is theirs. */
#include "cli/cli.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ksig/ksig.h>

struct command {
	const char *name;
	int (*main)(int argc, char **argv);
	const char *what;
};

static const struct command commands[] = {
	{ "run", cli_run, "run a program on ksig's signals" },
	{ "trace", cli_trace, "the same, and print the life of every signal" },
	{ "explore", cli_explore, "try a signal at each point of a run" },
	{ "replay", cli_replay, "run into one of its findings again" },
	{ "check", cli_check, "what handlers do that they must not" },
	{ "merge", cli_merge, "join what several explorations have found" },
	{ "psig", cli_psig, "print what a live process does with signals" },
	{ "kernel", cli_kernel, "boot a kernel built on it, in QEMU" },
	{ "sim", cli_sim, "play a scenario in a machine in memory" },
};
#define NR_COMMANDS (sizeof(commands) / sizeof(commands[0]))

struct choice {
	const struct command *command;
	int argc;
	char **argv;
};

const char *argp_program_version = "ksig " KSIG_VERSION;

static const struct command *find(const char *name)
{
	size_t i;

	for (i = 0; i < NR_COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static void refuse(struct argp_state *state, const char *name)
{
	struct cli_line l = { .n = 0 };
	size_t i;

	cli_line_put(&l, "there is no command '");
	cli_line_put_guest(&l, name);
	cli_line_put(&l, "', only");
	for (i = 0; i < NR_COMMANDS; i++)
		cli_line_put(&l, "%s %s", i > 0 ? "," : "", commands[i].name);
	cli_line_put(&l, " (ksig run ");
	cli_line_put_guest(&l, name);
	cli_line_put(&l, " runs a program of that name)");
	argp_error(state, "%s", l.s);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct choice *c = state->input;

	(void)arg;
	switch (key) {
	case ARGP_KEY_ARGS:
		c->argc = state->argc - state->next;
		c->argv = state->argv + state->next;
		c->command = find(c->argv[0]);
		if (c->command == NULL)
			refuse(state, c->argv[0]);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no command was given: ksig run CMD, "
			   "ksig trace CMD, ksig psig PID, or ksig sim FILE");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* The commands, from the table, between --help's head and its options. */
static char *help(int key, const char *text, void *input)
{
	struct cli_line l = { .n = 0 };
	size_t i;

	(void)input;
	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)(uintptr_t)text;
	cli_line_put(&l, "Commands:\n");
	for (i = 0; i < NR_COMMANDS; i++)
		cli_line_put(&l, "  %-8s %s\n", commands[i].name,
			     commands[i].what);
	cli_line_put(&l, "\n`ksig COMMAND --help' has their options; ksig(1) "
		     "the rest.");
	return strdup(l.s);
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.parser = parse,
		.args_doc = "COMMAND [ARG...]",
		.doc = "Linux programs on ksig's signals instead of the "
		       "kernel's.\v",
		.help_filter = help,
	};
	struct choice c = { .command = NULL };
	char name[32] = "ksig";

	/* What getopt(3) puts before its messages: no path. */
	argv[0] = name;
	/* CMD has all the others; 125 is told from them as in env(1). */
	argp_err_exit_status = KSIG_HOST_FAILED;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &c);
	/* The same for the command's. */
	snprintf(name, sizeof(name), "ksig %s", c.command->name);
	c.argv[0] = name;
	return c.command->main(c.argc, c.argv);
}
