/* SPDX-License-Identifier: MIT */
/* buggy-signal: ALRM
 * buggy-verdict: deadlock, crash
 * buggy-check: longjmp
 *
 * Class:  the handler leaves by siglongjmp(), out of malloc() or free().
 * Window: main is in one of them, and holds the heap's lock.
 * Rule:   after a jump out of a handler that has interrupted an unsafe
 *         function, calling one is undefined (signal-safety(7), POSIX).
 * Wrong:  the next malloc() waits for ever for the lock. (glibc locks its heap
 *         from the first thread on.)
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>
#include "buggy.h"

#define STEPS 6

static sigjmp_buf timeout;
static volatile sig_atomic_t armed;
static void *volatile result;

static void handler(int sig)
{
	(void)sig;
	if (armed) {
		armed = 0;
		siglongjmp(timeout, 1);
	}
}

static void *worker(void *arg)
{
	return arg;
}

int main(void)
{
	pthread_t thread;
	void *volatile p;
	sigset_t mask;
	int i;

	mask = block(SIGALRM);
	if (pthread_create(&thread, NULL, worker, NULL) == 0)
		pthread_join(thread, NULL);
	restore(&mask);
	handle(SIGALRM, handler, 0);
	if (sigsetjmp(timeout, 1) == 0) {
		armed = 1;
		for (i = 0; i < STEPS; i++) {
			p = malloc(2000);
			free(p);
		}
	}
	armed = 0;
	result = malloc(3000);
	free(result);
	say("done\n");
	return 0;
}
