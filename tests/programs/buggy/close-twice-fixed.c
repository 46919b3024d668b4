/* SPDX-License-Identifier: MIT */
/* buggy-signal: HUP
 * buggy-verdict: -
 * buggy-check: -
 *
 * close-twice-bug.c put right: only main closes; the handler asks. (Here main
 * does so anyway.)
 */
#define _GNU_SOURCE
#include <sys/mman.h>
#include "buggy.h"

#define ROUNDS 4

static volatile sig_atomic_t end_log;

/* Ends the log. */
static void handler(int sig)
{
	(void)sig;
	end_log = 1;
}

int main(void)
{
	volatile long work;
	int i, fd, log_fd;

	handle(SIGHUP, handler, SA_RESTART);
	for (i = 0; i < ROUNDS; i++) {
		log_fd = memfd_create("log", 0);
		for (work = 0; work < 50 && !end_log; work++)
			;
		close(log_fd);
		fd = memfd_create("result", 0);
		if (write(fd, "42\n", 3) != 3) {
			say("cannot write\n");
			return 1;
		}
		close(fd);
	}
	say("written\n");
	return 0;
}
