/* SPDX-License-Identifier: MIT */
/* buggy-signal: HUP
 * buggy-verdict: output, status
 * buggy-check: -
 *
 * Class:  the handler closes a descriptor that main has closed.
 * Window: main has closed its log, and another file has got the number, but
 *         not yet noted that no log is open.
 * Rule:   POSIX, open(): the lowest free number. close() is safe in a
 *         handler; what it does to a number that is another's by now is not.
 * Wrong:  main writes into a closed descriptor.
 */
#define _GNU_SOURCE
#include <sys/mman.h>
#include "buggy.h"

#define ROUNDS 4

static volatile sig_atomic_t log_fd = -1;

/* Ends the log. */
static void handler(int sig)
{
	int old = errno;

	(void)sig;
	if (log_fd >= 0) {
		close(log_fd);
		log_fd = -1;
	}
	errno = old;
}

int main(void)
{
	volatile long work;
	int i, fd;

	handle(SIGHUP, handler, SA_RESTART);
	for (i = 0; i < ROUNDS; i++) {
		log_fd = memfd_create("log", 0);
		for (work = 0; work < 50; work++)
			;
		close(log_fd);
		fd = memfd_create("result", 0);
		log_fd = -1;
		if (write(fd, "42\n", 3) != 3) {
			say("cannot write\n");
			return 1;
		}
		close(fd);
	}
	say("written\n");
	return 0;
}
