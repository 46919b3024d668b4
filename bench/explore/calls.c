/* SPDX-License-Identifier: MIT */
/*
 * calls: a program of 10,000 system calls with a handler, to be explored.
 * calls forks N: at N places among those calls, fork(2), go on in the child to
 * the end, and wait for it: prints the mean time of that in nanoseconds.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CALLS	10000

static volatile sig_atomic_t noted;

static void handler(int sig)
{
	noted = sig;
}

static void calls(int from)
{
	for (; from < CALLS; from++)
		syscall(SYS_getppid);
}

static double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int forks(int n)
{
	double begin = now_ns();
	int i;

	for (i = 0; i < n; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			calls(CALLS / n * i);
			_exit(0);
		}
		if (pid < 0 || waitpid(pid, NULL, 0) != pid)
			return 1;
	}
	printf("%.0f\n", (now_ns() - begin) / n);
	return 0;
}

int main(int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };

	if (argc == 3 && strcmp(argv[1], "forks") == 0)
		return forks(atoi(argv[2]));
	if (argc != 1)
		return 2;
	sigaction(SIGUSR1, &sa, NULL);
	calls(0);
	puts(noted ? "a signal has come" : "no signal has come");
	return 0;
}
