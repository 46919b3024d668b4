/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * double-free-bug.c put right: only main owns the buffer; the handler asks.
 */
#include <stdlib.h>
#include "buggy.h"

#define ROUNDS 30
#define SIZE 64

static char *volatile cache;
static volatile sig_atomic_t drop;

static void handler(int sig)
{
	(void)sig;
	drop = 1;
}

int main(void)
{
	int i;

	handle(SIGUSR1, handler, 0);
	for (i = 0; i < ROUNDS; i++) {
		cache = malloc(SIZE);
		if (cache)
			memset(cache, i, SIZE);
		if (drop || cache) {
			drop = 0;
			free(cache);
			cache = NULL;
		}
	}
	say("done\n");
	return 0;
}
