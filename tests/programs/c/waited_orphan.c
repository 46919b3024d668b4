/* SPDX-License-Identifier: MIT */
/* A process waits for its child and ends at once: who adopts orphans hears of
 * the process only. prctl(2), PR_SET_CHILD_SUBREAPER. */
#include "t.h"
#include <sys/prctl.h>
#define ROUNDS 300

static void middle(void)
{
	pid_t p = fork();

	if (p == 0)
		_exit(0);
	waitpid(p, NULL, 0);
	_exit(7);
}

int main(void)
{
	const struct timespec now = { 0, 0 };
	int others = 0, late = 0;
	sigset_t chld;
	siginfo_t si;

	prctl(36 /* PR_SET_CHILD_SUBREAPER */, 1, 0, 0, 0);
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	for (int i = 0; i < ROUNDS; i++) {
		pid_t p = fork();

		if (p == 0)
			middle();
		sigwaitinfo(&chld, &si);
		others += si.si_pid != p || si.si_status != 7;
		waitpid(p, NULL, 0);
		late += sigtimedwait(&chld, &si, &now) > 0;
	}
	say("SIGCHLDs of others: %d, and after it: %d\n", others, late);
}
