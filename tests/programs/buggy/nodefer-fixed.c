/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * nodefer-bug.c put right: its signal is blocked while the handler runs.
 */
#include <stdatomic.h>
#include "buggy.h"

#define TICKS 8
#define ENTRIES 64

static volatile sig_atomic_t entry[ENTRIES], nr_entries;
static atomic_int nr_runs;

static void handler(int sig)
{
	atomic_fetch_add(&nr_runs, 1);
	if (nr_entries < ENTRIES) {
		entry[nr_entries] = sig;
		nr_entries = nr_entries + 1;
	}
}

int main(void)
{
	volatile long work;
	int i;

	handle(SIGUSR1, handler, 0);
	for (i = 0; i < TICKS; i++) {
		raise(SIGUSR1);
		for (work = 0; work < 30; work++)
			;
	}
	block(SIGUSR1);
	for (i = 0; i < nr_runs; i++)
		if (entry[i] != SIGUSR1)
			break;
	say(i == nr_runs && i == nr_entries ? "all noted\n" :
	    "entries lost\n");
	return 0;
}
