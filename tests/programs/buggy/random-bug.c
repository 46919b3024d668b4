/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: output, deadlock
 * buggy-check: random
 *
 * Class:  the handler uses a generator whose state is static, under a lock.
 * Window: main is between srandom() and random(), or in one of them.
 * Rule:   neither is in signal-safety(7)'s list.
 * Wrong:  the number is the next but one; or the handler waits for ever.
 */
#include <stdio.h>
#include <stdlib.h>
#include "buggy.h"

#define SEEDS 6

static volatile long jitter;

static void handler(int sig)
{
	(void)sig;
	jitter = random();
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
