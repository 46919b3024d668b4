/* SPDX-License-Identifier: MIT */
/* buggy-signal: ALRM
 * buggy-verdict: -
 * buggy-check: -
 *
 * pause-bug.c put right: the signal is blocked while main looks at the flag,
 * and sigsuspend() unblocks it and waits in one.
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
	sigset_t mask;

	handle(SIGALRM, handler, 0);
	for (work = 0; work < 100; work++)
		;
	mask = block(SIGALRM);
	setitimer(ITIMER_REAL, &once, NULL);
	while (!expired)
		sigsuspend(&mask);
	restore(&mask);
	for (work = 0; work < 100; work++)
		;
	say("expired\n");
	return 0;
}
