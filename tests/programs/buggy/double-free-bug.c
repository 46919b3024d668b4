/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: crash, output, deadlock
 * buggy-check: free
 *
 * Class:  the handler frees what main frees, too.
 * Window: main has called free() and not yet cleared its pointer (or has
 *         asked whether there is a buffer, and not yet used it).
 * Rule:   free() is not in signal-safety(7)'s list; an object that both use
 *         must be a volatile sig_atomic_t (C17 7.14.1.1).
 * Wrong:  freed twice: the allocator aborts; or main writes to NULL.
 */
#include <stdlib.h>
#include "buggy.h"

#define ROUNDS 30
#define SIZE 64

static char *volatile cache;

/* Memory is short: drops what can be made again. */
static void handler(int sig)
{
	(void)sig;
	if (cache) {
		free(cache);
		cache = NULL;
	}
}

int main(void)
{
	int i;

	handle(SIGUSR1, handler, 0);
	for (i = 0; i < ROUNDS; i++) {
		cache = malloc(SIZE);
		if (cache)
			memset(cache, i, SIZE);
		if (cache) {
			free(cache);
			cache = NULL;
		}
	}
	say("done\n");
	return 0;
}
