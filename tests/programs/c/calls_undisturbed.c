/* Threads wait in calls that cannot be broken off without being noticed: a
 * write(2) that has written half, a receive that is to fill its buffer, a sleep
 * that would say how much is left, a time-out of a socket. Meanwhile others
 * change their masks so often that a runner may change the program's code, or
 * what SIGCHLD and SIGTTOU do: nobody who waits notices. */
#include "t.h"
#include <sys/socket.h>
enum { BYTES = 1 << 20, ROUNDS = 200, WAITERS = 4, LOOPERS = 2 };
static char buf[BYTES];
static int ready, go, pfd[2], sk[2], quiet[2];
static void h(int s) { (void)s; }

static void *writer(void *a)
{
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	(void)a;
	return (void *)raw(SYS_write, pfd[1], buf, BYTES);
}
static void *filler(void *a)
{
	char c[8];
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	(void)a;
	return (void *)raw(SYS_recvfrom, sk[1], c, 8, MSG_WAITALL, 0, 0);
}
static void *sleeper(void *a)
{
	struct timespec t = { 0, 400000000 }, left = { -1, -1 };
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	(void)a;
	long r = raw(SYS_nanosleep, &t, &left);
	return (void *)(r + 10 * left.tv_sec + 100 * left.tv_nsec);
}
static void *patient(void *a)
{
	struct timespec from, to;
	char c;
	(void)a;
	clock_gettime(CLOCK_MONOTONIC, &from);
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	long r = raw(SYS_recvfrom, quiet[0], &c, 1, 0, 0, 0);
	clock_gettime(CLOCK_MONOTONIC, &to);
	/* 600 ms; begun anew after 300 it would be 900 */
	long ms = (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
	return (void *)(ms < 850 ? r : -9999);
}
static void *looper(void *a)
{
	sigset_t s, old;
	long bad = 0;
	sigemptyset(&s);
	sigaddset(&s, (int)(long)a);
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	while (!__atomic_load_n(&go, __ATOMIC_SEQ_CST))
		;
	for (int i = 0; i < ROUNDS; i++) {
		pthread_sigmask(SIG_BLOCK, &s, 0);
		pthread_sigmask(SIG_UNBLOCK, &s, &old);
		bad += !sigismember(&old, (int)(long)a) || sigismember(&old, SIGHUP);
	}
	return (void *)bad;
}
static void loopers(void)
{
	pthread_t t[LOOPERS];
	void *bad;
	for (long i = 0; i < LOOPERS; i++)
		pthread_create(&t[i], 0, looper, (void *)(SIGUSR1 + 2 * i));
	wait_for(&ready, WAITERS + LOOPERS);
	go = 1;
	for (int i = 0; i < LOOPERS; i++) {
		pthread_join(t[i], &bad);
		say("looper: %ld wrong\n", (long)bad);
	}
}
static void actions(void)
{
	int sig[] = { SIGCHLD, SIGTTOU };
	for (int i = 0; i < 2; i++) {
		on(sig[i], h, SA_RESTART);
		on(sig[i], SIG_DFL, 0);
		on(sig[i], SIG_IGN, 0);
		on(sig[i], h, 0);
		on(sig[i], SIG_DFL, 0);
	}
}
static void disturbed(const char *by, void (*what)(void))
{
	void *(*f[WAITERS])(void *) = { writer, filler, sleeper, patient };
	struct timeval tv = { 0, 600000 };
	pthread_t t[WAITERS];
	void *r[WAITERS];
	OK(pipe(pfd));
	OK(socketpair(AF_UNIX, SOCK_STREAM, 0, sk));
	OK(socketpair(AF_UNIX, SOCK_STREAM, 0, quiet));
	OK(setsockopt(quiet[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv));
	OK(write(sk[0], "abc", 3));
	ready = 0;
	for (int i = 0; i < WAITERS; i++)
		pthread_create(&t[i], 0, f[i], 0);
	wait_for(&ready, WAITERS);
	msleep(300);
	what();
	OK(write(sk[0], "defgh", 5));
	for (int n = 0; n < BYTES; ) {
		struct pollfd p = { pfd[0], POLLIN, 0 };
		if (poll(&p, 1, 2000) != 1)
			break;
		n += read(pfd[0], buf, 65536);
	}
	for (int i = 0; i < WAITERS; i++)
		pthread_join(t[i], &r[i]);
	say("%s: write %ld, receive %ld, sleep %ld, timed receive %ld\n", by,
	    (long)r[0], (long)r[1], (long)r[2], (long)r[3]);
}
int main(void)
{
	disturbed("actions", actions);
	disturbed("hot calls", loopers);
}
