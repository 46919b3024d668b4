/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: status, output
 * buggy-check: -
 *
 * Class:  death by SIGPIPE.
 * Window: main has seen that there is a reader, and has not written yet; the
 *         handler is what makes the last reader go.
 * Rule:   pipe(7), POSIX write(): SIGPIPE, whose default is to terminate, and
 *         EPIPE only for who ignores it.
 * Wrong:  the program is killed.
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
