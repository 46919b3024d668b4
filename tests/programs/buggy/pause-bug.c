/* SPDX-License-Identifier: MIT */
/* buggy-signal: ALRM
 * buggy-verdict: lost-wakeup
 * buggy-check: pause
 *
 * Class:  check, then pause().
 * Window: main has found the flag clear, and is not yet in pause(). The timer
 *         expires long after; a signal of its number in the window sets the
 *         flag and stops the timer, and there is none to come.
 * Rule:   POSIX, pause() and sigsuspend(): only the latter unblocks and waits
 *         in one.
 * Wrong:  pause() waits for ever, though the handler has run.
 */
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
	volatile long work;

	handle(SIGALRM, handler, 0);
	for (work = 0; work < 100; work++)
		;
	setitimer(ITIMER_REAL, &once, NULL);
	while (!expired)
		pause();
	for (work = 0; work < 100; work++)
		;
	say("expired\n");
	return 0;
}
