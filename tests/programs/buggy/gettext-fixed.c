/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * gettext-bug.c put right: the handler uses what main has translated before.
 */
#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include "buggy.h"

#define ROUNDS 4
#define BLOCKS 6

static const char *total;
static const char *volatile status;

static void handler(int sig)
{
	(void)sig;
	status = total;
}

int main(void)
{
	char *block[BLOCKS];
	size_t size;
	int i, round, bad = 0;

	setlocale(LC_ALL, "C.UTF-8");
	textdomain("buggy");
	total = gettext("Total bytes written");
	handle(SIGUSR1, handler, SA_RESTART);
	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < BLOCKS; i++) {
			size = 24 + 32 * (size_t)i;
			block[i] = malloc(size);
			if (block[i])
				memset(block[i], 'a' + i, size);
		}
		for (i = 0; i < BLOCKS; i++) {
			size = 24 + 32 * (size_t)i;
			if (!block[i] || block[i][0] != 'a' + i ||
			    block[i][size - 1] != 'a' + i)
				bad++;
			free(block[i]);
		}
	}
	say(bad ? "blocks damaged\n" : gettext("blocks intact\n"));
	return 0;
}
