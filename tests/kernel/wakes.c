/* SPDX-License-Identifier: MIT */
/*
 * wakes ROUNDS: pairs of threads that wake each other and sleep without a
 * time-out. A wake that is lost leaves a pair asleep for ever: there is no
 * second one. Ways to sleep: sigwaitinfo(2), sigsuspend(2), a pipe, a futex.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAIRS		4
#define LIMIT_S		60
#define FUTEX_WAIT	0
#define FUTEX_WAKE	1

static int rounds;
static int tid[PAIRS][2], fd[PAIRS][2][2], word[PAIRS][2];
static volatile sig_atomic_t came[PAIRS][2];
static __thread int my_pair, my_side;

static void handler(int sig)
{
	(void)sig;
	came[my_pair][my_side] = 1;
}

/* The other side's turn. */
static void wake(int pair, int side)
{
	char c = 'x';

	switch (pair) {
	case 0:
	case 1:
		syscall(SYS_tgkill, getpid(), tid[pair][side],
			pair ? SIGUSR2 : SIGUSR1);
		break;
	case 2:
		if (write(fd[pair][side][1], &c, 1) != 1)
			abort();
		break;
	default:
		__atomic_store_n(&word[pair][side], 1, __ATOMIC_SEQ_CST);
		syscall(SYS_futex, &word[pair][side], FUTEX_WAKE, 1, NULL,
			NULL, 0);
		break;
	}
}

static void sleep_for(int pair, int side)
{
	uint64_t one = 1u << (SIGUSR1 - 1), none = 0;
	char c;

	switch (pair) {
	case 0:
		syscall(SYS_rt_sigtimedwait, &one, NULL, NULL, 8);
		break;
	case 1:
		while (!came[pair][side])
			syscall(SYS_rt_sigsuspend, &none, 8);
		came[pair][side] = 0;
		break;
	case 2:
		if (read(fd[pair][side][0], &c, 1) != 1)
			abort();
		break;
	default:
		while (!__atomic_exchange_n(&word[pair][side], 0,
					    __ATOMIC_SEQ_CST))
			syscall(SYS_futex, &word[pair][side], FUTEX_WAIT, 0,
				NULL, NULL, 0);
		break;
	}
}

static pthread_barrier_t ready;

static void *work(void *arg)
{
	int pair = (int)(intptr_t)arg / 2, side = (int)(intptr_t)arg % 2, i;

	my_pair = pair;
	my_side = side;
	tid[pair][side] = (int)syscall(SYS_gettid);
	pthread_barrier_wait(&ready);
	for (i = 0; i < rounds; i++) {
		if (side)
			sleep_for(pair, side);
		wake(pair, !side);
		if (!side)
			sleep_for(pair, side);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = handler };
	pthread_t t[2 * PAIRS];
	sigset_t set;
	intptr_t i;

	rounds = argc > 1 ? atoi(argv[1]) : 1000;
	sigaction(SIGUSR2, &sa, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	pthread_barrier_init(&ready, NULL, 2 * PAIRS);
	alarm(LIMIT_S);
	for (i = 0; i < PAIRS; i++)
		if (pipe(fd[i][0]) || pipe(fd[i][1]))
			return 2;
	for (i = 0; i < 2 * PAIRS; i++)
		if (pthread_create(&t[i], NULL, work, (void *)i))
			return 2;
	for (i = 0; i < 2 * PAIRS; i++)
		pthread_join(t[i], NULL);
	printf("wakes: %d rounds\n", rounds);
	return 0;
}
