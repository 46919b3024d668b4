/* SPDX-License-Identifier: MIT */
/*
 * queue N: queues N instances of one real-time signal, all that the limit
 * lets it, and reads them back. (Of two signals in turn even Linux takes
 * quadratic time.)
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 1000, made = 0, got = 0, bad = 0;
	struct timespec zero = { 0, 0 };
	union sigval v;
	siginfo_t si;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (; made < n; made++) {
		v.sival_int = made;
		if (sigqueue(getpid(), SIGRTMIN, v) != 0)
			break;
	}
	printf("queued %d, then %s\n", made,
	       made < n ? strerror(errno) : "no more");
	while (sigtimedwait(&set, &si, &zero) > 0)
		bad += si.si_value.sival_int != got++;
	printf("read %d, out of order %d\n", got, bad);
	return got != made || bad;
}
