/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: errno, status, output
 * buggy-check: errno
 *
 * Class:  the handler changes errno.
 * Window: a call of main's has failed, and main has not looked at errno yet.
 * Rule:   signal-safety(7), POSIX 2.4.3: a handler whose calls may set errno
 *         saves it at its entry and restores it.
 * Wrong:  main sees EBADF where there was EAGAIN, and gives up.
 */
#include <fcntl.h>
#include "buggy.h"

#define TRIES 12

static int log_fd = -1;		/* no log is open */

static void handler(int sig)
{
	(void)sig;
	if (write(log_fd, "signal\n", 7) < 0)
		return;
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
