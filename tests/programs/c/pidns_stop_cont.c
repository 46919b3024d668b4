/* SPDX-License-Identifier: MIT */
/* In a pid namespace, a child that is stopped as soon as it is born and then
 * continued at once goes on. POSIX.1-2017 2.4.1.
 * ksig-test: root-only */
#include "t.h"
#define ROUNDS 300
static void rounds(void)
{
	int st, fd[2], failed = 0;
	char c;

	for (int i = 0; i < ROUNDS; i++) {
		OK(pipe2(fd, O_CLOEXEC));
		pid_t p = fork();

		if (p == 0) {
			close(fd[1]);
			failed = (int)read(fd[0], &c, 1);
			_exit(failed);
		}
		close(fd[0]);
		OK(kill(p, SIGSTOP));
		close(fd[1]);
		OK(kill(p, SIGCONT));
		for (int ms = 0; waitpid(p, &st, WNOHANG) == 0; ms++) {
			if (ms == 10000) {
				say("%d: stands still\n", i);
				kill(p, SIGKILL);
			}
			msleep(ms < 20 ? 0 : 1);
		}
		failed += st != 0;
	}
	say("%d of %d failed\n", failed, ROUNDS);
}
int main(void)
{
	int st;
	pid_t p = (pid_t)raw(SYS_clone, 0x20000000 | SIGCHLD, 0, 0, 0, 0);	/* CLONE_NEWPID */

	if (p < 0) {
		say("no pid namespace here\n");
		return 0;
	}
	if (p == 0) {
		rounds();
		_exit(0);
	}
	waitpid(p, &st, 0);
	say("init %s\n", ws(st));
}
