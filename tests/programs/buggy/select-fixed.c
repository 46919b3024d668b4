/* SPDX-License-Identifier: MIT */
/* buggy-signal: ALRM
 * buggy-verdict: -
 * buggy-check: -
 *
 * select-bug.c put right: the signal is blocked but in pselect().
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
	sigset_t mask;
	int end[2];
	fd_set set;
	char c;

	if (pipe(end) < 0)
		return 1;
	handle(SIGALRM, handler, 0);
	mask = block(SIGALRM);
	setitimer(ITIMER_REAL, &once, NULL);
	while (!expired) {
		FD_ZERO(&set);
		FD_SET(end[0], &set);
		if (pselect(end[0] + 1, &set, NULL, NULL, NULL, &mask) > 0 &&
		    read(end[0], &c, 1) == 1)
			say("a request\n");
	}
	restore(&mask);
	say("expired\n");
	return 0;
}
