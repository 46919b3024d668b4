/* SPDX-License-Identifier: MIT */
/*
 * What makes the runner take memory, in a program that is content with every
 * answer that Linux may give without any: EAGAIN or ENOMEM from a call, a
 * child killed, a siginfo that is lost. Nothing in it waits for ever. Exit
 * status 0, or 1 after a line about what must not be.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t handled;

static void handler(int sig)
{
	(void)sig;
	handled++;
}

static void bad(const char *what)
{
	printf("%s: %s\n", what, strerror(errno));
	exit(1);
}

static void is_scarce(const char *what)
{
	if (errno != EAGAIN && errno != ENOMEM)
		bad(what);
}

static void *thread(void *arg)
{
	pthread_kill(*(pthread_t *)arg, SIGUSR1);
	return NULL;
}

static void queue(void)
{
	static const struct timespec now;
	union sigval v = { .sival_int = 0 };
	int i, sent = 0, got = 0;
	sigset_t set;
	siginfo_t si;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (i = 0; i < 4; i++) {
		if (sigqueue(getpid(), SIGRTMIN, v) == 0)
			sent++;
		else
			is_scarce("sigqueue");
	}
	while (sigtimedwait(&set, &si, &now) == SIGRTMIN)
		got++;
	if (got != sent)
		bad("as many are accepted as were sent");
}

static void signal_fd(void)
{
	struct signalfd_siginfo si[2];
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0) {
		is_scarce("signalfd");
		return;
	}
	raise(SIGUSR2);
	if (read(fd, si, sizeof(si)) != sizeof(si[0]) ||
	    si[0].ssi_signo != SIGUSR2)
		bad("signalfd reads what was raised");
	close(fd);
}

static void timer(void)
{
	struct sigevent ev = { .sigev_notify = SIGEV_SIGNAL,
			       .sigev_signo = SIGUSR1 };
	struct itimerspec its = { .it_value.tv_nsec = 1000000 };
	timer_t t;

	if (timer_create(CLOCK_MONOTONIC, &ev, &t) != 0) {
		is_scarce("timer_create");
		return;
	}
	if (timer_settime(t, 0, &its, NULL) != 0)
		bad("timer_settime");
	while (!handled)
		usleep(1000);
	timer_delete(t);
}

static void child(void)
{
	pid_t pid = fork();
	int st;

	if (pid == 0) {
		raise(SIGUSR1);
		_exit(handled ? 0 : 2);
	}
	if (pid < 0) {
		is_scarce("fork");
		return;
	}
	if (waitpid(pid, &st, 0) != pid)
		bad("waitpid");
	if (st != 0 && st != SIGKILL)
		bad("a child ends, or is killed");
}

int main(void)
{
	struct sigaction sa = { .sa_handler = handler };
	pthread_t self = pthread_self(), t;
	int i, err;

	sigaction(SIGUSR1, &sa, NULL);
	for (i = 0; i < 12; i++) {	/* is served in process, by and by */
		int before = handled;

		raise(SIGUSR1);
		if (handled != before + 1)
			bad("a raised signal is handled");
	}
	for (i = 0; i < 2; i++)
		child();
	queue();
	signal_fd();
	handled = 0;
	timer();
	err = pthread_create(&t, NULL, thread, &self);
	if (err == 0) {
		pthread_join(t, NULL);
	} else {
		errno = err;
		is_scarce("pthread_create");
	}
	return 0;
}
