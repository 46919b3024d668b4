/* pidfd_send_signal(2) with PIDFD_SIGNAL_PROCESS_GROUP (6.9): a group that has
 * only just been made, its caller in it, who sees nothing after the call; its
 * stop and continuation. */
#include "t.h"
#include <pthread.h>
#define PGRP 4
static volatile int *after;
static int fd;
static int send_(int sig) { return (int)raw(424, fd, sig, 0, PGRP); }
static void *sender(void *sig)
{
	send_((int)(long)sig);
	++*after;
	return 0;
}
/* A group of two processes and a thread; it is sent sig from within. */
static void within(int sig)
{
	int st, both[2];
	OK(pipe(both));
	pid_t p = fork(), q;
	if (!p) {
		pthread_t t;
		OK(setpgid(0, 0));
		fd = (int)raw(434, getpid(), 0);
		q = fork();
		if (!q) {
			close(both[0]);
			for (;;)
				pause();
		}
		pthread_create(&t, 0, sender, (void *)(long)sig);
		for (;;)
			pause();
	}
	close(both[1]);
	waitpid(p, &st, 0);
	say("%s: caller's process %s", sn(sig), ws(st));
	char c;
	say(", the other's pipe %zd, seen after it %d\n", read(both[0], &c, 1), *after);
	close(both[0]);
}
static void from_outside(void)
{
	int st;
	pid_t p = fork();
	if (!p)
		for (;;)
			pause();
	fd = (int)raw(434, p, 0);
	say("no group: %s\n", ec(send_(SIGTERM)));
	OK(setpgid(p, p));
	say("STOP: %s", ec(send_(SIGSTOP)));
	waitpid(p, &st, WUNTRACED);
	say(", %s\n", ws(st));
	say("CONT: %s", ec(send_(SIGCONT)));
	waitpid(p, &st, WCONTINUED);
	say(", %s\n", ws(st));
	say("TERM: %s", ec(send_(SIGTERM)));
	waitpid(p, &st, 0);
	say(", %s\n", ws(st));
	say("gone: %s\n", ec(send_(0)));
}
int main(void)
{
	after = shared(sizeof *after);
	from_outside();
	for (int i = 0; i < 40; i++) {
		within(SIGTERM);
		within(SIGKILL);
	}
}
