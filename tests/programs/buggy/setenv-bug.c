/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: deadlock, crash
 * buggy-check: setenv
 *
 * Class:  the handler changes the environment.
 * Window: main is in setenv(), and holds the environment's lock.
 * Rule:   setenv() is not in signal-safety(7)'s list.
 * Wrong:  the handler waits for ever for the lock.
 */
#include <stdlib.h>
#include "buggy.h"

static void handler(int sig)
{
	int old = errno;

	(void)sig;
	setenv("BUGGY_SIGNAL", "1", 1);
	errno = old;
}

int main(void)
{
	volatile long work;

	handle(SIGUSR1, handler, SA_RESTART);
	for (work = 0; work < 500; work++)
		;
	setenv("BUGGY_MODE", "set", 1);
	for (work = 0; work < 500; work++)
		;
	say(getenv("BUGGY_MODE") ? "done\n" : "a variable is lost\n");
	return 0;
}
