/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: deadlock, output, crash
 * buggy-check: printf
 *
 * Class:  the handler calls printf().
 * Window: main is in printf(), too: it has taken stdout's lock and not yet
 *         noted that it is its owner, or has given up the ownership and not
 *         yet the lock. (glibc's stdio locks are recursive, so elsewhere in
 *         printf() the handler gets in. What it prints is empty here.)
 * Rule:   no function of stdio is in signal-safety(7)'s list.
 * Wrong:  the handler waits for ever for a lock of its own thread.
 */
#include <stdio.h>
#include "buggy.h"

#define LINES 12

/* What there is to tell: nothing, unless somebody has asked for it. */
static const char *volatile verbose = "";

static void handler(int sig)
{
	(void)sig;
	printf("%s", verbose);
}

int main(void)
{
	int i;

	handle(SIGUSR1, handler, 0);
	for (i = 0; i < LINES; i++)
		printf("line %d\n", i);
	return 0;
}
