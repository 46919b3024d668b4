/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * longjmp-stdio-bug.c put right: the handler sets a flag, and main looks at it
 * between two lines.
 */
#include <pthread.h>
#include <stdio.h>
#include "buggy.h"

#define LINES 4

static FILE *log_file;
static volatile sig_atomic_t cut;

static void handler(int sig)
{
	(void)sig;
	cut = 1;
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
	for (i = 0; i < LINES && !cut; i++)
		fputs("a line of the report\n", log_file);
	mask = block(SIGUSR1);
	if (pthread_create(&thread, NULL, worker, NULL) == 0)
		pthread_join(thread, NULL);
	restore(&mask);
	say("done\n");
	return 0;
}
