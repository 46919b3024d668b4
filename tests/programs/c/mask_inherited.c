/* A process that changes its mask often makes children and threads: each has
 * its maker's mask from its first instruction on, whoever of the two is
 * faster. */
#include "t.h"
#define MASK (BIT(SIGUSR2) | BIT(SIGHUP))
static volatile int wrong, done;
static u64 now(void)
{
	u64 m = 0;
	raw(SYS_rt_sigprocmask, SIG_BLOCK, 0, &m, 8);
	return m;
}
static void *thr(void *a)
{
	(void)a;
	if (now() != MASK)
		wrong++;
	done++;
	return 0;
}
static void child(void)
{
	_exit(now() == MASK ? 0 : 1);
}
int main(void)
{
	int bad = 0;
	pthread_t t;
	sigset_t usr1;
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	for (int i = 0; i < 40; i++) {
		sigprocmask(SIG_BLOCK, &usr1, 0);
		sigprocmask(SIG_UNBLOCK, &usr1, 0);
	}
	kmask(SIG_BLOCK, MASK);
	for (int i = 0; i < 200; i++)
		if (in_child(child) != 0)
			bad++;
	for (int i = 0; i < 200; i++) {
		pthread_create(&t, 0, thr, 0);
		pthread_join(t, 0);
	}
	say("children with another mask: %d, threads %d of %d\n", bad, wrong, done);
}
