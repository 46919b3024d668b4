/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: output
 * buggy-check: -
 *
 * Class:  a counter that main and the handler increment.
 * Window: main has loaded it, and not yet stored it.
 * Rule:   C17 7.14.1.1: reading and writing a volatile sig_atomic_t are each
 *         atomic; an increment is both, and is not.
 * Wrong:  the handler's increment is lost.
 */
#include <stdio.h>
#include "buggy.h"

#define JOBS 20

static volatile sig_atomic_t nr_events, nr_signals;

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
