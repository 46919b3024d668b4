/* SPDX-License-Identifier: MIT */
/* Arguments that options of several commands have. */
#include "cli/cli.h"

#include <argp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

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
