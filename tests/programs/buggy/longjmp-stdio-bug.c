/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: deadlock, crash
 * buggy-check: longjmp
 *
 * Class:  the handler leaves by siglongjmp(), out of a function of stdio.
 * Window: main is in fputs(), and holds the stream's lock.
 * Rule:   after a jump out of a handler that has interrupted an unsafe
 *         function, calling one is undefined (signal-safety(7), POSIX).
 * Wrong:  the lock stays locked, and another thread waits for it for ever; or
 *         the stream's buffer is half made, and it is written to.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include "buggy.h"

#define LINES 4

static FILE *log_file;
static sigjmp_buf way_out;
static volatile sig_atomic_t armed;

static void handler(int sig)
{
	(void)sig;
	if (armed) {
		armed = 0;
		siglongjmp(way_out, 1);
	}
}

static void *worker(void *arg)
{
	fputs("worker\n", log_file);
	return arg;
}

int main(void)
{
	pthread_t thread;
	sigset_t mask;
	int i;

	log_file = fopen("/dev/null", "w");
	if (!log_file)
		return 1;
	handle(SIGUSR1, handler, 0);
	/* The report may be cut short. */
	if (sigsetjmp(way_out, 1) == 0) {
		armed = 1;
		for (i = 0; i < LINES; i++)
			fputs("a line of the report\n", log_file);
	}
	armed = 0;
	mask = block(SIGUSR1);
	if (pthread_create(&thread, NULL, worker, NULL) == 0)
		pthread_join(thread, NULL);
	restore(&mask);
	say("done\n");
	return 0;
}
