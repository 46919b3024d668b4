/* SPDX-License-Identifier: MIT */
/*
 * psig_exec N: sets a handler and executes itself, N times, the last times of
 * each pair from another thread than the main one. "ready" at first and
 * "as-expected" at last.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char next[16];
static char *self;

static void on_hup(int sig)
{
	(void)sig;
}

static void *again(void *arg)
{
	execl("/proc/self/exe", self, next, "again", (char *)NULL);
	return arg;
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 0;
	pthread_t t;

	signal(SIGHUP, on_hup);
	if (argc < 3 && write(1, "ready\n", 6) != 6)
		return 2;
	if (n == 0)
		return write(1, "as-expected\n", 12) != 12;
	self = argv[0];
	snprintf(next, sizeof(next), "%d", n - 1);
	if (n % 2 == 0)
		again(NULL);
	pthread_create(&t, NULL, again, NULL);
	for (;;)
		pause();
}
