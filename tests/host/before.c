/* SPDX-License-Identifier: MIT */
/*
 * before PROGRAM ARG...: what a program can have before it is started. It is
 * a subreaper, and has signals waiting that it blocks; PROGRAM is executed.
 * before -s: says what waits, and how many children there are to wait for.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void say(void)
{
	const struct timespec now = { 0, 0 };
	int sig, n = 0;
	sigset_t one;
	siginfo_t si;

	for (sig = 1; sig <= SIGRTMAX; sig++) {
		if (sigemptyset(&one) != 0 || sigaddset(&one, sig) != 0)
			continue;
		while (sigtimedwait(&one, &si, &now) == sig)
			printf("%d code %d value %d\n", sig, si.si_code,
			       si.si_code == SI_QUEUE ? si.si_int : 0);
	}
	if (fork() == 0)
		_exit(0);
	alarm(10);	/* blocked, but not for one that waits for ever */
	sigemptyset(&one);
	sigprocmask(SIG_SETMASK, &one, NULL);
	while (wait(NULL) > 0)
		n++;
	printf("children: %d\n", n);
}

int main(int argc, char **argv)
{
	static const int sent[] = {
		SIGHUP, SIGUSR1, SIGUSR2, SIGTERM, SIGURG, SIGWINCH, SIGCONT
	};
	union sigval v = { .sival_int = 5 };
	sigset_t all;
	size_t i;

	if (argc > 1 && strcmp(argv[1], "-s") == 0) {
		say();
		return 0;
	}
	if (argc < 2)
		return 2;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	if (fork() == 0)
		_exit(3);
	wait(NULL);	/* and its SIGCHLD waits */
	for (i = 0; i < sizeof(sent) / sizeof(sent[0]); i++)
		kill(getpid(), sent[i]);
	sigqueue(getpid(), SIGRTMAX, v);
	v.sival_int = 6;
	sigqueue(getpid(), SIGRTMAX, v);
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	execvp(argv[1], argv + 1);
	return 127;
}
