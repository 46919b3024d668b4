/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: crash
 * buggy-check: -
 *
 * Class:  the handler is still there when what it uses is gone.
 * Window: between munmap() and the end of the program.
 * Rule:   a handler may run until it is removed (signal(7)).
 * Wrong:  the handler writes where nothing is mapped.
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
	munmap(page, SIZE);
	say("done\n");
	return 0;
}
