/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: crash, output, deadlock
 * buggy-check: dcgettext
 *
 * Class:  the handler translates a message, as GNU tar's for --totals does.
 *         (gettext() is a macro, for dcgettext().)
 * Window: main is in malloc(), free() or gettext(); gettext() allocates.
 * Rule:   gettext() is not in signal-safety(7)'s list; nor is what it calls.
 * Wrong:  main's blocks hold what gettext() has written, or the allocator
 *         aborts.
 */
#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include "buggy.h"

#define ROUNDS 4
#define BLOCKS 6

static const char *volatile status;

static void handler(int sig)
{
	int old = errno;

	(void)sig;
	status = gettext("Total bytes written");
	errno = old;
}

int main(void)
{
	char *block[BLOCKS];
	size_t size;
	int i, round, bad = 0;

	/* In the C locale gettext() has nothing to do. */
	setlocale(LC_ALL, "C.UTF-8");
	textdomain("buggy");
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
