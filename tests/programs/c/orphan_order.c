/* SPDX-License-Identifier: MIT */
/* A process that has seen its parent die dies after it: who adopts it hears
 * of the parent first, although the two deaths are microseconds apart.
 * PR_SET_CHILD_SUBREAPER(2const); wait(2). */
#include <sys/prctl.h>
#include "t.h"
enum { ROUNDS = 300 };
int main(void)
{
	pid_t me = getpid();
	int parent_first = 0, statuses = 0, st;
	struct timespec zero = { 0, 0 };
	sigset_t chld;
	siginfo_t si;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	for (int r = 0; r < ROUNDS; r++) {
		pid_t p = fork();

		if (p == 0) {
			if (fork() == 0) {
				while (getppid() != me)
					;
				_exit(9);
			}
			_exit(8);
		}
		sigwaitinfo(&chld, &si);
		parent_first += si.si_pid == p && si.si_status == 8;
		for (int k = 0; k < 2; k++) {
			wait(&st);
			statuses += WEXITSTATUS(st);
		}
		while (sigtimedwait(&chld, NULL, &zero) > 0)
			;
	}
	say("of %d the parent first: %d\n", ROUNDS, parent_first);
	say("statuses %d\n", statuses);
}
