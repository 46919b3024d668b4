/* SPDX-License-Identifier: MIT */
/* A timer that is faster than anything else, whose signal is ignored: the
 * program goes on, other signals come, and once it is not ignored any more the
 * timer's comes, too. timer_settime(2), setitimer(2). */
#include "t.h"
static volatile int usr2, timed;
static void on_usr2(int s) { usr2 += s == SIGUSR2; }
static void on_timer(int s) { (void)s; timed++; }
static void set_timer(timer_t t, int sig, long ns)
{
	struct itimerspec ts = { { 0, ns }, { 0, ns } };
	struct itimerval it = { { 0, ns / 1000 }, { 0, ns / 1000 } };

	if (sig == SIGUSR1)
		OK(timer_settime(t, 0, &ts, 0));
	else
		OK(setitimer(ITIMER_REAL, &it, 0));
}
static void go_on(const char *what, timer_t timer, int sig)
{
	struct timespec tick = { 0, 20000000 };
	u64 t = now_ns();
	int before;
	pid_t me = getpid(), c;

	usr2 = timed = 0;
	set_timer(timer, sig, 1000);
	nanosleep(&tick, 0);
	c = fork();
	if (c == 0) {
		kill(me, SIGUSR2);
		_exit(0);
	}
	while (waitpid(c, 0, 0) == -1)
		;
	while (!usr2)
		nanosleep(&tick, 0);
	say("%s ignored: slept, %s; USR2 %d, timer %d\n", what, now_ns() - t < 5000000000u ? "and on" : "for long", usr2, timed);
	/* with a handler nobody could go on at that rate */
	set_timer(timer, sig, 2000000);
	signal(sig, on_timer);
	while (!timed)
		nanosleep(&tick, 0);
	signal(sig, SIG_IGN);
	before = timed;
	nanosleep(&tick, 0);
	say("%s handled: %s; ignored again: %d more\n", what, timed ? "yes" : "no", timed - before);
	set_timer(timer, sig, 0);
}
static void *other(void *unused)
{
	return unused;
}
int main(int argc, char **argv)
{
	struct sigevent ev = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1 };
	pthread_t th;
	timer_t t;

	(void)argc;
	(void)argv;
	signal(SIGUSR2, on_usr2);
	signal(SIGUSR1, SIG_IGN);
	signal(SIGALRM, SIG_IGN);
	OK(timer_create(CLOCK_MONOTONIC, &ev, &t));
	for (int k = 0; k < 2; k++) {
		go_on("timer", t, SIGUSR1);
		go_on("itimer", t, SIGALRM);
		/* and as a process that has had threads */
		OK(pthread_create(&th, 0, other, 0));
		pthread_join(th, 0);
	}
	say("done\n");
}
