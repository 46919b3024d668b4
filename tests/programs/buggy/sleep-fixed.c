/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * sleep-bug.c put right: main sleeps what is left.
 */
#include <time.h>
#include "buggy.h"

#define WAIT_NS 5000000

static volatile sig_atomic_t noted;

static void handler(int sig)
{
	noted = sig;
}

static long now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000L + t.tv_nsec;
}

int main(void)
{
	struct timespec wait = { 0, WAIT_NS };
	volatile long work;
	long start;

	handle(SIGUSR1, handler, SA_RESTART);
	for (work = 0; work < 200; work++)
		;
	start = now_ns();
	while (nanosleep(&wait, &wait) < 0 && errno == EINTR)
		;
	say(now_ns() - start < WAIT_NS ? "too early\n" : "in time\n");
	return 0;
}
