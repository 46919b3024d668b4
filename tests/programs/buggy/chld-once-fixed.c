/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * chld-once-bug.c put right: the handler waits until there is nobody left.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <sys/wait.h>
#include <time.h>
#include "buggy.h"

#define JOBS 2
#define WORK_NS 3000000		/* of main's; time enough for a child to end */
#define PATIENCE_NS 200000000

static int gate[JOBS][2];
static volatile sig_atomic_t nr_ended;

static void on_child(int sig)
{
	int old = errno;

	(void)sig;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		nr_ended++;
	errno = old;
}

static void on_end_all(int sig)
{
	int i, old = errno;

	(void)sig;
	for (i = 0; i < JOBS; i++)
		if (write(gate[i][1], "", 1) < 0)
			break;
	errno = old;
}

static void job(int i)
{
	char c;

	while (read(gate[i][0], &c, 1) < 0)
		;
	_exit(0);
}

int main(void)
{
	struct timespec work = { 0, WORK_NS }, patience = { 0, PATIENCE_NS };
	sigset_t mask = block(SIGCHLD);
	int i;

	for (i = 0; i < JOBS; i++)
		if (pipe(gate[i]) < 0)
			return 1;
	handle(SIGCHLD, on_child, 0);
	handle(SIGUSR1, on_end_all, SA_RESTART);
	for (i = 0; i < JOBS; i++)
		if (fork() == 0)
			job(i);
	while (nanosleep(&work, &work) < 0)
		;
	for (i = 0; i < JOBS; i++) {
		if (write(gate[i][1], "", 1) != 1)
			return 1;
		while (nr_ended <= i)
			if (ppoll(NULL, 0, &patience, &mask) == 0)
				break;
	}
	say("all jobs have ended\n");
	return 0;
}
