/* SPDX-License-Identifier: MIT */
/*
 * A family that lives for 100 seconds: threads, one stopped, one that ignores
 * everything, one in another session, one that forks all the time. Prints
 * their pids, a line each, then "ready". With an argument the first process
 * ends with it, and the others live on.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void *busy(void *arg)
{
	for (;;)
		;
	return arg;
}

static void *idle(void *arg)
{
	sleep(100);
	return arg;
}

static void member(int which)
{
	pthread_t t;
	int sig;

	alarm(100);	/* should all else fail */
	if (which == 0) {
		pthread_create(&t, NULL, busy, NULL);
		pthread_create(&t, NULL, idle, NULL);
	} else if (which == 1) {
		raise(SIGSTOP);
	} else if (which == 2) {
		for (sig = 1; sig <= 64; sig++)
			signal(sig, SIG_IGN);
	} else if (which == 3) {
		setsid();
	} else {
		for (;;) {
			if (fork() == 0)
				_exit(0);
			wait(NULL);
		}
	}
	sleep(100);
	_exit(0);
}

int main(int argc, char **argv)
{
	int i, st;
	pid_t p;

	printf("%d\n", getpid());
	fflush(stdout);
	for (i = 0; i < 5; i++) {
		p = fork();
		if (p == 0)
			member(i);
		printf("%d\n", p);
		fflush(stdout);
		if (i == 1)
			waitpid(p, &st, WUNTRACED);
	}
	usleep(50000);
	puts("ready");
	fflush(stdout);
	if (argc > 1)
		return atoi(argv[1]);
	sleep(100);
	return 0;
}
