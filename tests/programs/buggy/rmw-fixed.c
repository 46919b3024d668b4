/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * rmw-bug.c put right: the counters are atomic, and lock-free ones may be
 * used in a handler (C17 7.14.1.1).
 */
#include <stdatomic.h>
#include <stdio.h>
#include "buggy.h"

#define JOBS 20

static atomic_int nr_events, nr_signals;

static void handler(int sig)
{
	(void)sig;
	nr_events++;
	nr_signals++;
}

int main(void)
{
	volatile long work;
	char line[40];
	int i;

	handle(SIGUSR1, handler, 0);
	for (i = 0; i < JOBS; i++) {
		for (work = 0; work < 10; work++)
			;
		nr_events++;
	}
	block(SIGUSR1);
	snprintf(line, sizeof line, "%d jobs\n",
		 (int)(nr_events - nr_signals));
	say(line);
	return 0;
}
