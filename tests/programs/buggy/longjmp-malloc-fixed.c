/* SPDX-License-Identifier: MIT */
/* buggy-signal: ALRM
 * buggy-verdict: -
 * buggy-check: -
 *
 * longjmp-malloc-bug.c put right: the handler sets a flag, and the computation
 * looks at it between two steps.
 */
#include <pthread.h>
#include <stdlib.h>
#include "buggy.h"

#define STEPS 6

static volatile sig_atomic_t late;
static void *volatile result;

static void handler(int sig)
{
	(void)sig;
	late = 1;
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
	for (i = 0; i < STEPS && !late; i++) {
		p = malloc(2000);
		free(p);
	}
	result = malloc(3000);
	free(result);
	say("done\n");
	return 0;
}
