/* SPDX-License-Identifier: MIT */
/*
 * psig_storm HOW N: N signals with values 0, 1, ... in a real-time queue, and
 * a standard one after each, which is waited for, and others that are ignored
 * or blocked. The receiver waits for them as HOW says: suspend, spin, epoll or
 * threads. "ready", and at the end what it got that it should not, or
 * "as-expected".
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define QUEUED	(SIGRTMIN + 1)

static struct shared {
	_Atomic int next;	/* the value that is due */
	_Atomic int nr_queued;	/* that have come */
	_Atomic int out_of_order;
	_Atomic int nr_single;	/* of SIGUSR1 */
	_Atomic int nr_blocked;	/* of SIGHUP, within sigsuspend */
	_Atomic int for_nothing; /* sigsuspend has returned */
	_Atomic int lost;
	_Atomic int other_thread;
	_Atomic int done;
} *shared;
static pid_t main_thread;

static void on_queued(int sig, siginfo_t *info, void *uc)
{
	(void)sig;
	(void)uc;
	if (info->si_value.sival_int != shared->next)
		shared->out_of_order++;
	shared->next = info->si_value.sival_int + 1;
	shared->nr_queued++;
}

static void on_single(int sig)
{
	(void)sig;
	shared->nr_single++;
	/* Of several threads the main one is preferred. */
	if (gettid() != main_thread)
		shared->other_thread++;
}

static void on_blocked(int sig)
{
	(void)sig;
	shared->nr_blocked++;
}

/* HUP is not blocked outside of sigsuspend, but in it. */
static void wait_by_suspend(void)
{
	sigset_t mask;
	int before;

	sigfillset(&mask);
	sigdelset(&mask, QUEUED);
	sigdelset(&mask, SIGUSR1);
	while (!shared->done) {
		before = shared->nr_queued + shared->nr_single;
		sigsuspend(&mask);
		if (shared->nr_queued + shared->nr_single == before)
			shared->for_nothing++;
	}
}

static void wait_by_spinning(void)
{
	while (!shared->done)
		;
}

static void wait_by_epoll(void)
{
	struct epoll_event e;
	int fd = epoll_create1(0);

	while (!shared->done) {
		int before = shared->nr_queued + shared->nr_single +
			     shared->nr_blocked;

		/* It ends early for a handler only. */
		if (epoll_wait(fd, &e, 1, 1000) < 0 &&
		    shared->nr_queued + shared->nr_single + shared->nr_blocked ==
		    before)
			shared->for_nothing++;
	}
}

static void *other_thread(void *arg)
{
	(void)arg;
	wait_by_epoll();
	return NULL;
}

static void wait_by_threads(void)
{
	pthread_t t;

	pthread_create(&t, NULL, other_thread, NULL);
	wait_by_epoll();
	pthread_join(t, NULL);
}

/* As long as it takes, but not for ever. */
static void wait_for(_Atomic int *what, int value)
{
	time_t end = time(NULL) + 20;

	while (*what < value && time(NULL) < end)
		sched_yield();
	if (*what < value)
		shared->lost++;
}

static void send_all(pid_t to, int n)
{
	union sigval v;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (v.sival_int = 0; v.sival_int < n && !shared->lost;
	     v.sival_int++) {
		while (sigqueue(to, QUEUED, v) != 0 && errno == EAGAIN)
			sched_yield();
		kill(to, SIGWINCH);	/* ignored */
		kill(to, SIGHUP);
		kill(to, SIGUSR1);
		wait_for(&shared->nr_single, v.sival_int + 1);
	}
	wait_for(&shared->nr_queued, n);
	shared->done = 1;
	/* Out of what it waits in. */
	kill(to, SIGUSR1);
	_exit(0);
}

static void handle(int sig, void (*handler)(int), int flags)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = flags };

	sigaction(sig, &sa, NULL);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*wait)(void);
	} hows[] = {
		{ "suspend", wait_by_suspend }, { "spin", wait_by_spinning },
		{ "epoll", wait_by_epoll }, { "threads", wait_by_threads },
	};
	struct sigaction sa = { .sa_sigaction = on_queued,
				.sa_flags = SA_SIGINFO };
	sigset_t mask;
	size_t i;
	int n = argc > 2 ? atoi(argv[2]) : 0;
	pid_t pid;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	main_thread = gettid();
	sigaction(QUEUED, &sa, NULL);
	handle(SIGUSR1, on_single, 0);
	handle(SIGHUP, on_blocked, 0);
	sigemptyset(&mask);
	if (argc > 2 && strcmp(argv[1], "suspend") == 0) {
		sigaddset(&mask, QUEUED);
		sigaddset(&mask, SIGUSR1);
		sigprocmask(SIG_BLOCK, &mask, NULL);
	}
	printf("ready\n");
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		send_all(getppid(), n);
	for (i = 0; argc > 2 && i < sizeof(hows) / sizeof(hows[0]); i++)
		if (strcmp(argv[1], hows[i].name) == 0)
			hows[i].wait();
	waitpid(pid, NULL, 0);
	/* Which of two threads is first is not said. */
	if (argc > 2 && strcmp(argv[1], "threads") == 0)
		shared->out_of_order = shared->for_nothing = 0;
	if (shared->lost || shared->out_of_order || shared->for_nothing ||
	    shared->nr_queued != n || shared->nr_single < n ||
	    shared->nr_single > n + 1)
		printf("lost %d, out of order %d, for nothing %d, queued %d, "
		       "single %d\n", shared->lost, shared->out_of_order,
		       shared->for_nothing, shared->nr_queued, shared->nr_single);
	else
		printf("as-expected, %d in another thread\n",
		       shared->other_thread);
	return 0;
}
