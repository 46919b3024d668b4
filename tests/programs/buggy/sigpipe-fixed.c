/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * sigpipe-bug.c put right: SIGPIPE is ignored, write() fails with EPIPE.
 */
#include "buggy.h"

#define EVENTS 12

static int end[2];
static volatile sig_atomic_t closed;

/* Nobody wants events any more. */
static void handler(int sig)
{
	int old = errno;

	(void)sig;
	closed = 1;
	close(end[0]);
	errno = old;
}

int main(void)
{
	volatile long work;
	int i;

	if (pipe(end) < 0)
		return 1;
	handle(SIGPIPE, SIG_IGN, 0);
	handle(SIGUSR1, handler, SA_RESTART);
	for (i = 0; i < EVENTS; i++) {
		if (!closed && write(end[1], "e", 1) < 0)
			closed = 1;
		for (work = 0; work < 20; work++)
			;
	}
	say("done\n");
	return 0;
}
