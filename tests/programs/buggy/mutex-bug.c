/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: deadlock
 * buggy-check: pthread_mutex_lock
 *
 * Class:  the handler takes a mutex.
 * Window: the thread that it interrupts holds the mutex.
 * Rule:   pthread_mutex_lock() is not in signal-safety(7)'s list.
 * Wrong:  the thread waits for ever for itself.
 */
#include <pthread.h>
#include "buggy.h"

#define JOBS 10

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile long nr_jobs, nr_signals;

static void handler(int sig)
{
	(void)sig;
	pthread_mutex_lock(&lock);
	nr_signals++;
	pthread_mutex_unlock(&lock);
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
