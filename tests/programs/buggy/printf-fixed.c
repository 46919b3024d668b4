/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * printf-bug.c put right: the handler sets a flag, main prints.
 */
#include <stdio.h>
#include "buggy.h"

#define LINES 12

static const char *volatile verbose = "";
static volatile sig_atomic_t wanted;

static void handler(int sig)
{
	(void)sig;
	wanted = 1;
}

int main(void)
{
	int i;

	handle(SIGUSR1, handler, 0);
	for (i = 0; i < LINES; i++) {
		printf("line %d\n", i);
		if (wanted) {
			wanted = 0;
			printf("%s", verbose);
		}
	}
	return 0;
}
