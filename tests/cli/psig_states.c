/* SPDX-License-Identifier: MIT */
/*
 * psig_states [leader]: a process of three threads with something of
 * everything. It prints "ready TID2 TID3" and waits for its standard input to
 * end, or, as leader, ends its main thread.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_barrier_t both;
static volatile pid_t tids[2];

static void on_hup(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
}

static void on_usr1(int sig)
{
	(void)sig;
}

static void block(int sig)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static void sleep_here(int i)
{
	tids[i] = (pid_t)syscall(SYS_gettid);
	pthread_barrier_wait(&both);
	for (;;)
		pause();
}

static void *second(void *arg)
{
	block(SIGQUIT);
	pthread_kill(pthread_self(), SIGQUIT);
	sleep_here(0);
	return arg;
}

static void *third(void *arg)
{
	block(SIGWINCH);
	sleep_here(1);
	return arg;
}

static void actions(void)
{
	struct sigaction sa = { .sa_sigaction = on_hup };

	sa.sa_flags = SA_SIGINFO | SA_RESTART;
	sigaddset(&sa.sa_mask, SIGINT);
	sigaddset(&sa.sa_mask, SIGRTMIN + 2);
	sigaction(SIGHUP, &sa, NULL);
	sa.sa_handler = on_usr1;
	sa.sa_flags = SA_ONSTACK | SA_NODEFER;
	sigfillset(&sa.sa_mask);
	sigdelset(&sa.sa_mask, SIGTERM);
	sigaction(SIGUSR1, &sa, NULL);
	sa.sa_flags = SA_RESETHAND;
	sigemptyset(&sa.sa_mask);
	sigaction(SIGRTMAX, &sa, NULL);
	signal(SIGTERM, SIG_IGN);
}

int main(int argc, char **argv)
{
	pthread_t t;
	char c;

	actions();
	block(SIGUSR2);
	kill(getpid(), SIGUSR2);
	pthread_barrier_init(&both, NULL, 3);
	pthread_create(&t, NULL, second, NULL);
	pthread_create(&t, NULL, third, NULL);
	pthread_barrier_wait(&both);
	printf("ready %d %d\n", tids[0], tids[1]);
	fflush(stdout);
	if (argc > 1 && strcmp(argv[1], "leader") == 0)
		pthread_exit(NULL);
	return read(0, &c, 1) < 0;
}
