/* SPDX-License-Identifier: MIT */
/* buggy-signal: ALRM
 * buggy-verdict: -
 * buggy-check: -
 *
 * alarm-read-bug.c put right: ppoll() has a timeout of its own, and the
 * alarm's signal is blocked but in it.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <sys/time.h>
#include <time.h>
#include "buggy.h"

#define TIMEOUT_NS 15000000

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
	struct timespec timeout = { 0, TIMEOUT_NS };
	struct pollfd p = { 0, POLLIN, 0 };
	volatile long work;
	sigset_t mask;
	int end[2], n = -1;
	char c;

	if (pipe(end) < 0)
		return 1;
	p.fd = end[0];
	handle(SIGALRM, handler, 0);
	for (work = 0; work < 100; work++)
		;
	mask = block(SIGALRM);
	while (!expired && n < 0)
		n = ppoll(&p, 1, &timeout, &mask);
	restore(&mask);
	if (n <= 0 || read(end[0], &c, 1) != 1)
		say("nothing came\n");
	return 0;
}
