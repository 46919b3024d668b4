/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: output
 * buggy-check: -
 *
 * Class:  the handler runs in another thread than was thought of.
 * Window: main changes the pair of words, with the signal blocked; another
 *         thread does not block it, and runs the handler meanwhile.
 * Rule:   signal(7), POSIX 2.4.1: a mask is a thread's; a signal for the
 *         process goes to any thread that does not block it.
 * Wrong:  the handler sees half of the change.
 */
#include <pthread.h>
#include "buggy.h"

#define JOBS 10

static volatile struct {
	long first, second;
} pair;
static volatile sig_atomic_t torn;

static void handler(int sig)
{
	(void)sig;
	if (pair.first != pair.second)
		torn = 1;
}

/* Waits for the end of the program. */
static void *worker(void *arg)
{
	char c;

	while (read(*(int *)arg, &c, 1) < 0)
		;
	return NULL;
}

int main(void)
{
	pthread_t thread;
	sigset_t set;
	int i, end[2];

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	if (pipe(end) < 0 || pthread_create(&thread, NULL, worker, end) != 0)
		return 1;
	handle(SIGUSR1, handler, SA_RESTART);
	for (i = 0; i < JOBS; i++) {
		pthread_sigmask(SIG_BLOCK, &set, NULL);
		pair.first++;
		pair.second++;
		pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	}
	close(end[1]);
	pthread_join(thread, NULL);
	say(torn ? "half a change seen\n" : "done\n");
	return 0;
}
