/* SPDX-License-Identifier: MIT */
/* Under a load of signals the affinity that a program has is its own. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static cpu_set_t want;
static volatile int handled, bad;

static void look(void)
{
	cpu_set_t set;
	int i;

	sched_getaffinity(0, sizeof(set), &set);
	bad += !CPU_EQUAL(&set, &want);
	for (i = 0; i < 40; i++)
		raise(SIGUSR1);
}

static void on_usr1(int sig)
{
	(void)sig;
	handled++;
}

static void *thread(void *arg)
{
	int i;

	for (i = 0; i < 50; i++)
		look();
	return arg;
}

int main(void)
{
	pthread_t t;
	int i, st;

	sched_getaffinity(0, sizeof(want), &want);
	signal(SIGUSR1, on_usr1);
	for (i = 0; i < 50; i++)
		look();
	/* What is born and executed in the middle of the load. */
	for (i = 0; i < 20; i++) {
		raise(SIGUSR1);
		if (fork() == 0) {
			look();
			_exit(bad != 0);
		}
		wait(&st);
		bad += st != 0;
	}
	pthread_create(&t, NULL, thread, NULL);
	thread(NULL);
	pthread_join(t, NULL);
	CPU_ZERO(&want);
	CPU_SET(0, &want);
	bad += sched_setaffinity(0, sizeof(want), &want) != 0;
	for (i = 0; i < 50; i++)
		look();
	printf("different: %d\n", bad);
	return bad != 0;
}
