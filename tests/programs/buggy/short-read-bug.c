/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: short, output
 * buggy-check: -
 *
 * Class:  a short read that is not continued.
 * Window: main waits in recv() for the second half of a record.
 * Rule:   recv(2): with MSG_WAITALL, too, less is returned if a signal is
 *         caught; SA_RESTART is no help once there are some bytes.
 * Wrong:  half a record is taken for a whole one.
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
	if (recv(end[0], record, 2 * HALF, MSG_WAITALL) <= 0)
		return 1;
	say(record);
	say("\n");
	close(end[0]);
	wait(NULL);
	return 0;
}
