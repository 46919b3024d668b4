/* SPDX-License-Identifier: MIT */
/* A subreaper hears of a zombie that it inherits before it hears of the
 * zombie's parent; if it ignores SIGCHLD, the zombie goes by itself.
 * PR_SET_CHILD_SUBREAPER(2const); wait(2). */
#include <sys/prctl.h>
#include <sys/wait.h>
#include "t.h"

static volatile sig_atomic_t first_status = -1;

static void on_chld(int sig, siginfo_t *si, void *uc)
{
	(void)sig;
	(void)uc;
	if (first_status < 0)
		first_status = si->si_status;
}

/* Ends with 1 and leaves a zombie that has ended with 4. */
static void leave_zombie(void)
{
	siginfo_t si;
	pid_t c = fork();

	if (c == 0)
		_exit(4);
	waitid(P_PID, (id_t)c, &si, WEXITED | WNOWAIT);
	_exit(1);
}

static void heard_of(void)
{
	sigset_t none, chld;
	int st, i;

	first_status = -1;
	sigemptyset(&none);
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	if (fork() == 0)
		leave_zombie();
	while (first_status < 0)
		sigsuspend(&none);
	sigprocmask(SIG_UNBLOCK, &chld, NULL);
	printf("first heard of status %d\n", (int)first_status);
	for (i = 0; i < 2; i++) {
		wait(&st);
		printf("waited for status %d\n", WEXITSTATUS(st));
	}
}

int main(void)
{
	struct sigaction sa = { .sa_sigaction = on_chld,
				.sa_flags = SA_SIGINFO | SA_RESTART };
	int i;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	sigaction(SIGCHLD, &sa, NULL);
	for (i = 0; i < 20; i++)
		heard_of();
	signal(SIGCHLD, SIG_IGN);
	if (fork() == 0)
		leave_zombie();
	printf("wait %d\n", wait(NULL));
	return 0;
}
