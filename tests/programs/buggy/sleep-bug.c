/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: eintr, output
 * buggy-check: -
 *
 * Class:  a sleep that a signal cuts short.
 * Window: main is in nanosleep().
 * Rule:   nanosleep(2): interrupted by a handler, with SA_RESTART too, it
 *         fails with EINTR and tells what is left. So do usleep(), sleep().
 * Wrong:  main goes on too early.
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
	nanosleep(&wait, NULL);
	say(now_ns() - start < WAIT_NS ? "too early\n" : "in time\n");
	return 0;
}
