/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * eintr-bug.c put right: EINTR is no failure, read() is called again.
 */
#include <stdint.h>
#include <sys/timerfd.h>
#include "buggy.h"

#define TICK_NS 8000000

static volatile sig_atomic_t noted;

static void handler(int sig)
{
	noted = sig;
}

int main(void)
{
	struct itimerspec tick = { { 0, 0 }, { 0, TICK_NS } };
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);
	volatile long work;
	uint64_t nr;
	ssize_t n;

	handle(SIGUSR1, handler, 0);
	for (work = 0; work < 200; work++)
		;
	timerfd_settime(fd, 0, &tick, NULL);
	do {
		n = read(fd, &nr, sizeof nr);
	} while (n < 0 && errno == EINTR);
	if (n < 0) {
		say("cannot read\n");
		return 1;
	}
	for (work = 0; work < 200; work++)
		;
	say("a tick\n");
	return 0;
}
