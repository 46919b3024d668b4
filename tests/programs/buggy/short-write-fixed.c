/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * short-write-bug.c put right: what is left is written, too.
 */
#include <stdio.h>
#include <sys/wait.h>
#include "buggy.h"

#define SIZE 200000		/* more than a pipe takes */

static volatile sig_atomic_t noted;
static char data[SIZE];

static void handler(int sig)
{
	noted = sig;
}

static void reader(int fd)
{
	static char part[SIZE];
	char line[40];
	long sum = 0;
	ssize_t n;

	while ((n = read(fd, part, sizeof part)) != 0)
		sum += n > 0 ? n : 0;
	snprintf(line, sizeof line, "%ld bytes\n", sum);
	say(line);
	_exit(0);
}

int main(void)
{
	volatile long work;
	ssize_t n;
	size_t done;
	int end[2];

	if (pipe(end) < 0)
		return 1;
	handle(SIGUSR1, handler, SA_RESTART);
	if (fork() == 0) {
		close(end[1]);
		reader(end[0]);
	}
	for (work = 0; work < 200; work++)
		;
	for (done = 0; done < SIZE; done += (size_t)n) {
		n = write(end[1], data + done, SIZE - done);
		if (n < 0 && errno != EINTR)
			return 1;
		if (n < 0)
			n = 0;
	}
	close(end[1]);
	wait(NULL);
	return 0;
}
