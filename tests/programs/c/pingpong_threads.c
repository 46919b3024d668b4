/* Two threads, 500 rounds: tgkill and a handler one way, a value for
 * sigtimedwait the other way. */
#include "t.h"
static int tids[2], sum;
static __thread volatile int got;
static void h(int s) { (void)s; got++; }
static void *thr(void *a)
{
	u64 m = 0;
	(void)a;
	__atomic_store_n(&tids[1], gettid_(), __ATOMIC_SEQ_CST);
	for (int i = 0; i < 500; i++) {
		while (got <= i)
			raw(SYS_rt_sigsuspend, &m, 8);
		struct ksi k = { 0 };
		k.code = -1;
		k.rt.value.i = i;
		raw(SYS_rt_tgsigqueueinfo, getpid(), tids[0], RT(0), &k);
	}
	return (void *)(long)got;
}
int main(void)
{
	pthread_t t;
	void *r;
	tids[0] = gettid_();
	on(SIGUSR1, h, 0);
	kmask(SIG_BLOCK, BIT(SIGUSR1) | BIT(RT(0)));
	pthread_create(&t, 0, thr, 0);
	wait_for(&tids[1], 1);
	for (int i = 0; i < 500; i++) {
		u64 m = BIT(RT(0));
		struct ksi k;
		raw(SYS_tgkill, getpid(), tids[1], SIGUSR1);
		if (raw(SYS_rt_sigtimedwait, &m, &k, 0, 8) == RT(0))
			sum += k.rt.value.i;
	}
	pthread_join(t, &r);
	say("thread got %ld, sum %d\n", (long)r, sum);
}
