/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * short-read-bug.c put right: main reads until it has all.
 */
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include "buggy.h"

#define HALF 8
#define DELAY_NS 8000000

static volatile sig_atomic_t noted;

static void handler(int sig)
{
	noted = sig;
}

static void sender(int fd)
{
	struct timespec delay = { 0, DELAY_NS };
	ssize_t n;
	char c;

	/* A byte that asks for attention, then the halves. */
	n = write(fd, "!firsthal", 1 + HALF);
	while (nanosleep(&delay, &delay) < 0)
		;
	n += write(fd, "f-second", HALF);
	/* Its end is to come after the reader's. */
	while (read(fd, &c, 1) < 0)
		;
	_exit(n != 1 + 2 * HALF);
}

int main(void)
{
	char record[2 * HALF + 1] = "";
	volatile long work;
	size_t done;
	ssize_t n;
	int end[2];
	char c;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, end) < 0)
		return 1;
	for (work = 0; work < 100; work++)
		;
	handle(SIGUSR1, handler, SA_RESTART);
	if (fork() == 0) {
		close(end[0]);
		sender(end[1]);
	}
	if (recv(end[0], &c, 1, 0) != 1)
		return 1;
	for (done = 0; done < 2 * HALF; done += (size_t)n) {
		n = recv(end[0], record + done, 2 * HALF - done, 0);
		if (n <= 0)
			return 1;
	}
	say(record);
	say("\n");
	close(end[0]);
	wait(NULL);
	return 0;
}
