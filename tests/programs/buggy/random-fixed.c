/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * random-bug.c put right: the handler has a generator of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include "buggy.h"

#define SEEDS 6

static volatile unsigned long jitter;

static void handler(int sig)
{
	static volatile unsigned long own = 1;

	(void)sig;
	own = own * 6364136223846793005 + 1442695040888963407;
	jitter = own >> 33;
}

int main(void)
{
	static char state[8];	/* the smallest: quickly seeded */
	volatile long work;
	unsigned long sum = 0;
	unsigned int seed;
	char line[40];

	initstate(1, state, sizeof state);
	handle(SIGUSR1, handler, SA_RESTART);
	for (seed = 1; seed <= SEEDS; seed++) {
		srandom(seed);
		sum += (unsigned long)random();
		for (work = 0; work < 40; work++)
			;
	}
	snprintf(line, sizeof line, "sum %lu\n", sum);
	say(line);
	return 0;
}
