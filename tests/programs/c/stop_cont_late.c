/* A job's stop has been heard of when one of its processes has not got so far:
 * the terminal's SIGTSTP is still to be dealt with there when the SIGCONT for
 * all comes, and is discarded by it.
 * ksig-test: timeout=60 */
#include "t.h"
#include <sched.h>
#include <sys/ioctl.h>
#include <termios.h>
#define ROUNDS 8
static volatile int *conts;
static void h(int s) { (void)s; __atomic_add_fetch(conts, 1, __ATOMIC_SEQ_CST); }
/* One that is late: behind others on its CPU. */
static void late(void)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	sched_setaffinity(0, sizeof(one), &one);
	for (int i = 0; i < 3; i++)
		if (!fork()) {
			signal(SIGTSTP, SIG_IGN);
			for (;;)
				;
		}
	OK(nice(19));
	on(SIGCONT, h, 0);
	__atomic_store_n(&conts[1], 1, __ATOMIC_SEQ_CST);
	for (;;)
		pause();
}
static int rounds(int master, pid_t first, pid_t job)
{
	int lost = 0, st, before;

	for (int i = 0; i < ROUNDS && !lost; i++) {
		before = *conts;
		OK(write(master, "\032", 1));	/* ^Z */
		waitpid(first, &st, WUNTRACED);
		kill(-job, SIGCONT);
		for (int ms = 0; *conts == before && ms < 5000; ms++)
			msleep(1);
		lost += *conts == before;
	}
	return lost;
}
int main(void)
{
	int master, t, st;
	pid_t p, job, first;

	conts = shared(4096);
	OK(master = posix_openpt(O_RDWR | O_NOCTTY));
	grantpt(master);
	unlockpt(master);
	p = fork();
	if (!p) {
		setsid();
		OK(t = open(ptsname(master), O_RDWR));
		ioctl(t, TIOCSCTTY, 0);
		job = fork();
		if (!job) {
			setpgid(0, 0);
			late();
		}
		setpgid(job, job);
		first = fork();
		if (!first)
			for (;;)
				pause();
		setpgid(first, job);
		on(SIGTTOU, SIG_IGN, 0);
		tcsetpgrp(t, job);
		wait_for(&conts[1], 1);
		say("lost: %d\n", rounds(master, first, job));
		kill(-job, SIGKILL);
		_exit(0);
	}
	waitpid(p, &st, 0);
	say("%s\n", ws(st));
}
