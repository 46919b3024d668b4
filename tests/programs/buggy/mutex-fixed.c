/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * mutex-bug.c put right: the handler only touches a volatile sig_atomic_t,
 * which nobody else writes.
 */
#include <pthread.h>
#include "buggy.h"

#define JOBS 10

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile long nr_jobs;
static volatile sig_atomic_t nr_signals;

static void handler(int sig)
{
	(void)sig;
	nr_signals++;
}

int main(void)
{
	volatile long work;
	int i;

	handle(SIGUSR1, handler, 0);
	for (i = 0; i < JOBS; i++) {
		pthread_mutex_lock(&lock);
		nr_jobs++;
		pthread_mutex_unlock(&lock);
		for (work = 0; work < 50; work++)
			;
	}
	say("done\n");
	return 0;
}
