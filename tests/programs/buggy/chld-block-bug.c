/* SPDX-License-Identifier: MIT */
/* buggy-signal: CHLD
 * buggy-verdict: deadlock
 * buggy-check: wait
 *
 * Class:  SIGCHLD taken for "a child has ended": the handler waits for one.
 * Window: the child lives, since it waits for what main will write. Such a
 *         SIGCHLD comes from a child that is stopped, or from kill(1).
 * Rule:   POSIX, <signal.h>: SIGCHLD is for a child terminated, stopped or
 *         continued; sigaction(2), SA_NOCLDSTOP.
 * Wrong:  wait() waits for the child, the child for main, for ever.
 */
#include <sys/wait.h>
#include "buggy.h"

static volatile sig_atomic_t ended;

static void handler(int sig)
{
	int old = errno;

	(void)sig;
	if (wait(NULL) > 0)
		ended = 1;
	errno = old;
}

int main(void)
{
	volatile long work;
	sigset_t mask;
	int gate[2];
	char c;

	if (pipe(gate) < 0)
		return 1;
	for (work = 0; work < 100; work++)
		;
	handle(SIGCHLD, handler, SA_RESTART);
	if (fork() == 0) {
		close(gate[1]);
		while (read(gate[0], &c, 1) < 0)
			;
		_exit(0);
	}
	for (work = 0; work < 30; work++)
		;
	mask = block(SIGCHLD);
	if (write(gate[1], "", 1) != 1)
		return 1;
	while (!ended)
		sigsuspend(&mask);
	restore(&mask);
	for (work = 0; work < 100; work++)
		;
	say("the child has ended\n");
	return 0;
}
