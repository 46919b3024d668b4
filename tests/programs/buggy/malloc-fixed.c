/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * malloc-bug.c put right: the handler asks, main allocates between two rounds.
 */
#include <stdlib.h>
#include "buggy.h"

#define ROUNDS 3
#define BLOCKS 8

static volatile sig_atomic_t wanted;
static char *note;

static void handler(int sig)
{
	(void)sig;
	wanted = 1;
}

static void take_note(void)
{
	if (!wanted)
		return;
	wanted = 0;
	free(note);
	note = malloc(1400);
	if (note)
		memset(note, 'n', 1400);
}

int main(void)
{
	char *block[BLOCKS];
	size_t size;
	int i, round, bad = 0;

	handle(SIGUSR1, handler, 0);
	for (round = 0; round < ROUNDS; round++) {
		take_note();
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
