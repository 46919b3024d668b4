/* A thousand threads, each signalled once with pthread_kill and once with a
 * value by rt_tgsigqueueinfo.  ksig-test: timeout=120 */
#include "t.h"
#define N 1000
static __thread int mine, val;
static int total, sum, ready, tids[N];
static void h(int s, siginfo_t *si, void *uc)
{
	struct ksi *k = (void *)si;
	(void)uc;
	if (s == SIGUSR1)
		mine++;
	else
		val = k->rt.value.i;
}
static void *thr(void *a)
{
	long i = (long)a;
	u64 m = 0;
	tids[i] = gettid_();
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	while (!mine || !val)
		raw(SYS_rt_sigsuspend, &m, 8);
	if (val == i + 1)
		__atomic_add_fetch(&sum, val, __ATOMIC_SEQ_CST);
	__atomic_add_fetch(&total, mine, __ATOMIC_SEQ_CST);
	return 0;
}
int main(void)
{
	static pthread_t t[N];
	pthread_attr_t at;
	pthread_attr_init(&at);
	pthread_attr_setstacksize(&at, 64 * 1024);
	on3(SIGUSR1, h, 0, 0);
	on3(RT(3), h, 0, 0);
	kmask(SIG_BLOCK, BIT(SIGUSR1) | BIT(RT(3)));
	for (long i = 0; i < N; i++)
		if (pthread_create(&t[i], &at, thr, (void *)i)) {
			say("cannot create threads\n");
			return 1;
		}
	wait_for(&ready, N);
	for (int i = 0; i < N; i++) {
		struct ksi k = { 0 };
		k.code = -1;
		k.rt.value.i = i + 1;
		pthread_kill(t[i], SIGUSR1);
		if (raw(SYS_rt_tgsigqueueinfo, getpid(), tids[i], RT(3), &k))
			say("failed %d\n", i);
	}
	for (int i = 0; i < N; i++)
		pthread_join(t[i], 0);
	say("total %d sum %d\n", total, sum);
}
