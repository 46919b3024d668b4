/* SPDX-License-Identifier: MIT */
/* buggy-signal: TERM
 * buggy-verdict: output, deadlock, crash
 * buggy-check: exit
 *
 * Class:  the handler calls exit(), which flushes stdio and runs what atexit()
 *         has registered.
 * Window: main is in exit() itself: stdout's buffer is written out and not
 *         yet marked empty, or a lock of exit's is held.
 * Rule:   _exit() is in signal-safety(7)'s list, exit() is not; a second
 *         exit() is undefined (POSIX, exit()).
 * Wrong:  the result is printed twice, or the handler waits for ever.
 */
#include <stdio.h>
#include <stdlib.h>
#include "buggy.h"

static volatile long nr_closed;

static void close_database(void)
{
	nr_closed++;
}

static void handler(int sig)
{
	(void)sig;
	exit(0);
}

int main(void)
{
	volatile long work;

	atexit(close_database);
	printf("result 42\n");
	handle(SIGTERM, handler, 0);
	/* What is left to do is not needed for the result. */
	for (work = 0; work < 500; work++)
		;
	exit(0);
}
