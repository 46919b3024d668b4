/* Who gets a process-directed signal: the main thread if it can take it, else
 * one that does not block it; thread-directed ones go to their thread; one
 * thread in sigwait takes it before handlers elsewhere. */
#include "t.h"
static volatile int where, n, stop, got;
static int tids[4];
static void h(int s) { (void)s; where = gettid_(); __atomic_add_fetch(&n, 1, __ATOMIC_SEQ_CST); }
static const char *who(void)
{
	for (int i = 0; i < 4; i++)
		if (tids[i] == where)
			return (const char *[]){ "main", "1", "2", "3" }[i];
	return "?";
}
static volatile int ready;
static void *thr(void *a)
{
	int i = (int)(long)a;
	tids[i] = gettid_();
	if (i != 2)
		kmask(SIG_BLOCK, BIT(SIGUSR1));
	else
		kmask(SIG_UNBLOCK, BIT(SIGUSR1));
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	while (!stop)
		msleep(1);
	return 0;
}
static void *waiter(void *a)
{
	(void)a;
	u64 m = BIT(SIGUSR2);
	struct ksi si;
	tids[3] = gettid_();
	long r = raw(SYS_rt_sigtimedwait, &m, &si, 0, 8);
	got = (int)r;
	return 0;
}
int main(void)
{
	tids[0] = gettid_();
	on(SIGUSR1, h, SA_RESTART);
	on(SIGUSR2, h, SA_RESTART);
	pthread_t t[4];
	for (long i = 1; i < 4; i++)
		pthread_create(&t[i], 0, thr, (void *)i);
	wait_for((int *)&ready, 3);
	kill(getpid(), SIGUSR1);
	say("main can: %s\n", who());
	kmask(SIG_BLOCK, BIT(SIGUSR1));
	for (int i = 0; i < 3; i++) {
		n = 0;
		kill(getpid(), SIGUSR1);
		wait_for((int *)&n, 1);
		say("only 2 can: %s\n", who());
	}
	n = 0;
	raw(SYS_tgkill, getpid(), tids[2], SIGUSR1);
	wait_for((int *)&n, 1);
	say("tgkill 2: %s\n", who());
	raw(SYS_tgkill, getpid(), tids[1], SIGUSR1);
	msleep(20);
	say("tgkill 1, which blocks it: still %d\n", n);
	stop = 1;
	for (int i = 1; i < 4; i++)
		pthread_join(t[i], 0);
	say("after they are gone: pending here %s\n", set(kpending()));
	/* nobody can: pending for all; whoever unblocks takes it */
	kill(getpid(), SIGUSR1);
	say("pending %s\n", set(kpending()));
	n = 0;
	kmask(SIG_UNBLOCK, BIT(SIGUSR1));
	say("taken by %s, %d\n", who(), n);
	/* a thread in sigtimedwait */
	kmask(SIG_BLOCK, BIT(SIGUSR2));
	pthread_create(&t[3], 0, waiter, 0);
	while (!tids[3] || tids[3] == 0)
		msleep(1);
	msleep(5);
	kill(getpid(), SIGUSR2);
	pthread_join(t[3], 0);
	say("waiter got %s, pending %s\n", sn(got), set(kpending()));
}
