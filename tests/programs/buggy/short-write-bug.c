/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: short, output
 * buggy-check: -
 *
 * Class:  a short write that is not continued.
 * Window: main waits in write(), as the pipe is full.
 * Rule:   signal(7), POSIX write(): a call that has moved some bytes before a
 *         handler interrupts it returns their number; SA_RESTART is no help.
 * Wrong:  the rest is never written.
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
	if (write(end[1], data, SIZE) < 0)
		return 1;
	close(end[1]);
	wait(NULL);
	return 0;
}
