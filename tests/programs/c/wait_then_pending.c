/* SPDX-License-Identifier: MIT */
/* Once wait(2) has told of a child's end its SIGCHLD is there: pending,
 * accepted without waiting, readable from a signalfd. wait(2). */
#include <sys/signalfd.h>
#include "t.h"
enum { ROUNDS = 500 };
int main(void)
{
	int missed[3] = { 0 }, fd = -1;
	struct timespec zero = { 0, 0 };
	struct signalfd_siginfo si;
	sigset_t chld, now;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	/* calls that are made all the time */
	for (int r = 0; r < 40; r++) {
		sigpending(&now);
		sigtimedwait(&chld, NULL, &zero);
	}
	for (int r = 0; r < 3 * ROUNDS; r++) {
		struct pollfd p = { .events = POLLIN };
		pid_t c = fork();

		if (c == 0)
			_exit(0);
		if (r == 2 * ROUNDS) {
			fd = signalfd(-1, &chld, SFD_NONBLOCK);
			OK(fd);
		}
		while (waitpid(c, NULL, WNOHANG) == 0)
			;
		if (r < ROUNDS) {
			sigpending(&now);
			missed[0] += !sigismember(&now, SIGCHLD);
			sigwaitinfo(&chld, NULL);
		} else if (r < 2 * ROUNDS) {
			missed[1] += sigtimedwait(&chld, NULL, &zero) != SIGCHLD;
		} else {
			p.fd = fd;
			missed[2] += poll(&p, 1, 0) != 1;
			poll(&p, 1, -1);
			OK(read(fd, &si, sizeof si));
		}
	}
	say("not pending %d, not accepted %d, not readable %d\n", missed[0], missed[1], missed[2]);
}
