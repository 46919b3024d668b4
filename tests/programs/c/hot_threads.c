/* A call of a program with threads becomes hot (a runner may change its code
 * then) while the others compute, change their masks, and sleep in calls of
 * every kind: none of them notices. */
#include "t.h"
#include <sys/epoll.h>
enum { LOOPERS = 3, ROUNDS = 200 };
static int stop, ready, pfd[2];
static volatile int handled;
static __thread volatile int mine;
static void h(int s) { (void)s; mine++; __atomic_add_fetch(&handled, 1, __ATOMIC_SEQ_CST); }

static void *looper(void *a)
{
	long i = (long)a, bad = 0;
	sigset_t own, all, old;
	sigemptyset(&own);
	sigaddset(&own, RT((int)i + 1));
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &own, 0);
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST)) {
		sigprocmask(SIG_BLOCK, &all, &old);
		for (int s = 1; s < 65; s++)
			if (s < 32 || s > 34)
				bad += sigismember(&old, s) != (s == RT((int)i + 1));
		sigprocmask(SIG_SETMASK, &old, 0);
		syscall(SYS_tgkill, getpid(), gettid_(), SIGUSR1);
	}
	return (void *)(bad + !mine);
}
static void *reader(void *a)
{
	char c = 0;
	(void)a;
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	long r = read(pfd[0], &c, 1);
	return (void *)(r * 1000 + c);
}
static void *poller(void *a)
{
	struct epoll_event ev;
	int e = epoll_create1(0);
	(void)a;
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	return (void *)raw(SYS_epoll_wait, e, &ev, 1, 400);
}
static void *sleeper(void *a)
{
	struct timespec t = { 0, 300000000 };
	(void)a;
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	return (void *)raw(SYS_nanosleep, &t, &t);
}
static void *suspended(void *a)
{
	u64 m = ~BIT(SIGUSR2);
	(void)a;
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	return (void *)raw(SYS_rt_sigsuspend, &m, 8);
}
int main(void)
{
	pthread_t t[LOOPERS + 4];
	void *r[LOOPERS + 4];
	void *(*f[4])(void *) = { reader, poller, sleeper, suspended };
	OK(pipe(pfd));
	on(SIGUSR1, h, SA_RESTART);
	on(SIGUSR2, h, SA_RESTART);
	for (long i = 0; i < LOOPERS + 4; i++)
		pthread_create(&t[i], 0, i < LOOPERS ? looper : f[i - LOOPERS], (void *)i);
	wait_for(&ready, LOOPERS + 4);
	msleep(20);
	for (int i = 0; i < ROUNDS; i++)
		syscall(SYS_tgkill, getpid(), gettid_(), SIGUSR1);
	say("main: %d of %d handled\n", mine, ROUNDS);
	/* each looper's handlers have made it hot, too */
	stop = 1;
	OK(write(pfd[1], "x", 1));
	msleep(100);
	pthread_kill(t[LOOPERS + 3], SIGUSR2);
	for (int i = 0; i < LOOPERS + 4; i++)
		pthread_join(t[i], &r[i]);
	for (int i = 0; i < LOOPERS; i++)
		say("looper: %ld wrong\n", (long)r[i]);
	say("read %ld epoll_wait %s nanosleep %s sigsuspend %s\n", (long)r[LOOPERS], ec((long)r[LOOPERS + 1]),
	    ec((long)r[LOOPERS + 2]), ec((long)r[LOOPERS + 3]));
}
