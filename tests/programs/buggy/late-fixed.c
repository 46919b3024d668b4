/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * late-bug.c put right: the handler goes first.
 */
#define _GNU_SOURCE
#include <sys/mman.h>
#include "buggy.h"

#define SIZE 4096

static volatile int *counters;

static void handler(int sig)
{
	counters[sig]++;
}

int main(void)
{
	volatile long work;
	void *page = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return 1;
	counters = page;
	handle(SIGUSR1, handler, 0);
	for (work = 0; work < 500; work++)
		;
	handle(SIGUSR1, SIG_IGN, 0);
	munmap(page, SIZE);
	say("done\n");
	return 0;
}
