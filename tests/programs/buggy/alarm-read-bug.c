/* SPDX-License-Identifier: MIT */
/* buggy-signal: ALRM
 * buggy-verdict: lost-wakeup
 * buggy-check: -
 *
 * Class:  a timeout by an alarm that is to interrupt read().
 * Window: the timer is set, and main is not yet in read(): EINTR needs a read
 *         to interrupt. The handler stops the timer, as in pause-bug.c.
 * Rule:   POSIX, alarm() (rationale): a timeout so short, or a machine so
 *         busy, that it expires before the call.
 * Wrong:  the timeout is lost, read() waits for ever.
 */
#include <sys/time.h>
#include "buggy.h"

#define TIMEOUT_US 15000

static void handler(int sig)
{
	int old = errno;

	(void)sig;
	alarm(0);
	errno = old;
}

int main(void)
{
	struct itimerval once = { { 0, 0 }, { 0, TIMEOUT_US } };
	struct itimerval off = { { 0, 0 }, { 0, 0 } };
	volatile long work;
	int end[2];
	char c;

	if (pipe(end) < 0)
		return 1;
	handle(SIGALRM, handler, 0);
	for (work = 0; work < 100; work++)
		;
	setitimer(ITIMER_REAL, &once, NULL);
	if (read(end[0], &c, 1) < 0 && errno == EINTR)
		say("nothing came\n");
	setitimer(ITIMER_REAL, &off, NULL);
	return 0;
}
