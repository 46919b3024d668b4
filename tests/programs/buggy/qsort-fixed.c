/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * qsort-bug.c put right: the handler asks, main sorts between two rounds.
 */
#include <stdlib.h>
#include "buggy.h"

#define NUMBERS 300		/* more than 1024 bytes */
#define ROUNDS 3
#define BLOCKS 5

static volatile sig_atomic_t wanted;
static int number[NUMBERS];

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void handler(int sig)
{
	(void)sig;
	wanted = 1;
}

/* Sorts the samples that there are. */
static void sort_samples(void)
{
	if (!wanted)
		return;
	wanted = 0;
	qsort(number, NUMBERS, sizeof number[0], compare);
}

int main(void)
{
	char *block[BLOCKS];
	size_t size;
	int i, round, bad = 0;

	for (i = 0; i < NUMBERS; i++)
		number[i] = i * 7919 % 1009 + 1;
	handle(SIGUSR1, handler, 0);
	for (round = 0; round < ROUNDS; round++) {
		sort_samples();
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
