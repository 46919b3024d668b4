/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: output
 * buggy-check: -
 *
 * Class:  a handler that its own signal may interrupt (SA_NODEFER), and that
 *         is not made for it.
 * Window: it has written its entry, and has not counted it yet.
 * Rule:   sigaction(2), SA_NODEFER; signal-safety(7): reentrant, or blocked.
 * Wrong:  both write the same entry: one is lost, another is empty.
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

	handle(SIGUSR1, handler, SA_NODEFER);
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
