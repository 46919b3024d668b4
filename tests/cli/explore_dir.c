/* SPDX-License-Identifier: MIT */
/*
 * Three mistakes around one handler, for who spreads or interrupts the search
 * for them: a lock that is held (time zone), a pair of which one half is
 * written, an EINTR that is taken for a failure. What is built with -DLONGER
 * has other points; with SLOW in its environment it takes longer.
 */
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static volatile int pace;
static struct {
	volatile int a, b;
} pair;
static volatile sig_atomic_t is_torn;

/* Instructions that are points, each of them. */
#define PACE_5		pace += 1; pace += 2; pace += 3; pace += 4; pace += 5
#define PACE_20		PACE_5; PACE_5; PACE_5; PACE_5

static void handler(int sig)
{
	const time_t t = 5;

	(void)sig;
	localtime(&t);
	if (pair.a != pair.b)
		is_torn = 1;
}

int main(void)
{
	struct sigaction sa = { .sa_handler = handler };
	/* Longer than who is interrupted in it waits for a CPU. */
	const struct timespec nap = { 0, 10000000 };
	const struct timespec slow = { 0, getenv("SLOW") ? 50000000 : 0 };
	const time_t t = 86400;

	nanosleep(&slow, NULL);		/* before there are points */
	setenv("TZ", "UTC0", 1);
	sigaction(SIGUSR1, &sa, NULL);
	PACE_20; PACE_20; PACE_20; PACE_20; PACE_20;
	PACE_20; PACE_20; PACE_20; PACE_20; PACE_20;
	localtime(&t);
	pair.a = 1;
	PACE_5;
	pair.b = 1;
	PACE_20; PACE_20; PACE_20; PACE_20; PACE_20;
	PACE_20; PACE_20; PACE_20; PACE_20; PACE_20;
#ifdef LONGER
	PACE_20;
#endif
	if (nanosleep(&nap, NULL) != 0)
		return 3;
	if (is_torn)
		return write(1, "torn\n", 5) != 5;
	return write(1, "whole\n", 6) != 6;
}
