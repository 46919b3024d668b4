/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: crash, output, deadlock
 * buggy-check: malloc
 *
 * Class:  the handler calls malloc() and free().
 * Window: main is between the loads and the stores of the allocator's free
 *         lists.
 * Rule:   neither is in signal-safety(7)'s list.
 * Wrong:  both get the same chunk, or a list is cut: main's blocks hold what
 *         the handler has written, or the allocator aborts.
 */
#include <stdlib.h>
#include "buggy.h"

#define ROUNDS 3
#define BLOCKS 8

static char *note;

static void handler(int sig)
{
	char *text = malloc(1400);

	(void)sig;
	if (text)
		memset(text, 'n', 1400);
	free(note);
	note = text;
}

int main(void)
{
	char *block[BLOCKS];
	size_t size;
	int i, round, bad = 0;

	handle(SIGUSR1, handler, 0);
	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < BLOCKS; i++) {
			size = 1100 + 100 * (size_t)i;
			block[i] = malloc(size);
			if (block[i])
				block[i][0] = block[i][size - 1] = (char)i;
		}
		for (i = 0; i < BLOCKS; i++) {
			size = 1100 + 100 * (size_t)i;
			if (!block[i] || block[i][0] != i ||
			    block[i][size - 1] != i)
				bad++;
			free(block[i]);
		}
	}
	say(bad ? "blocks damaged\n" : "blocks intact\n");
	return 0;
}
