/* SPDX-License-Identifier: MIT */
/* buggy-signal: ALRM
 * buggy-verdict: lost-wakeup
 * buggy-check: missed
 *
 * Class:  check, then select(): pause-bug.c in an event loop.
 * Window: the loop has found the flag clear, and is not yet in select(). The
 *         signal in the window stops the timer, as in pause-bug.c.
 * Rule:   POSIX, pselect(): it exists for this.
 * Wrong:  select() waits for ever, though the handler has run.
 */
#include <sys/select.h>
#include <sys/time.h>
#include "buggy.h"

#define EXPIRES_US 15000

static volatile sig_atomic_t expired;

static void handler(int sig)
{
	int old = errno;

	(void)sig;
	expired = 1;
	alarm(0);
	errno = old;
}

int main(void)
{
	struct itimerval once = { { 0, 0 }, { 0, EXPIRES_US } };
	int end[2];
	fd_set set;
	char c;

	if (pipe(end) < 0)
		return 1;
	handle(SIGALRM, handler, 0);
	setitimer(ITIMER_REAL, &once, NULL);
	while (!expired) {
		FD_ZERO(&set);
		FD_SET(end[0], &set);
		if (select(end[0] + 1, &set, NULL, NULL, NULL) > 0 &&
		    read(end[0], &c, 1) == 1)
			say("a request\n");
	}
	say("expired\n");
	return 0;
}
