/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * setenv-bug.c put right: the handler sets a flag, main the variable.
 */
#include <stdlib.h>
#include "buggy.h"

static volatile sig_atomic_t noted;

static void handler(int sig)
{
	noted = sig;
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
	if (noted)
		setenv("BUGGY_SIGNAL", "1", 1);
	say(getenv("BUGGY_MODE") ? "done\n" : "a variable is lost\n");
	return 0;
}
