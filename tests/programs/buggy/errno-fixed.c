/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * errno-bug.c put right: the handler leaves errno as it was.
 */
#include <fcntl.h>
#include "buggy.h"

#define TRIES 12

static int log_fd = -1;		/* no log is open */

static void handler(int sig)
{
	int old = errno;

	(void)sig;
	if (write(log_fd, "signal\n", 7) < 0)
		errno = old;
}

int main(void)
{
	int i, end[2];
	char c;

	if (pipe(end) < 0 || fcntl(end[0], F_SETFL, O_NONBLOCK) < 0)
		return 1;
	handle(SIGUSR1, handler, SA_RESTART);
	for (i = 0; i < TRIES; i++) {
		if (read(end[0], &c, 1) < 0 && errno != EAGAIN) {
			say("cannot read\n");
			return 1;
		}
	}
	say("nothing to read\n");
	return 0;
}
