/* SPDX-License-Identifier: MIT */
/* buggy-signal: TERM
 * buggy-verdict: -
 * buggy-check: -
 *
 * exit-bug.c put right: the handler sets a flag, and main ends.
 */
#include <stdio.h>
#include <stdlib.h>
#include "buggy.h"

static volatile long nr_closed;
static volatile sig_atomic_t stop;

static void close_database(void)
{
	nr_closed++;
}

static void handler(int sig)
{
	(void)sig;
	stop = 1;
}

int main(void)
{
	volatile long work;

	atexit(close_database);
	printf("result 42\n");
	handle(SIGTERM, handler, 0);
	for (work = 0; work < 500 && !stop; work++)
		;
	exit(0);
}
