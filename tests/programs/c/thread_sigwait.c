/* sigwaitinfo in several threads: each queued signal goes to one of them, none
 * is lost, none comes twice. */
#include "t.h"
#define N 8
#define M 400
static int seen[M], sums[N];
static void *thr(void *a)
{
	u64 m = BIT(RT(1));
	struct ksi si;
	for (;;) {
		long r = raw(SYS_rt_sigtimedwait, &m, &si, 0, 8);
		if (r != RT(1))
			continue;
		if (si.rt.value.i < 0)
			return a;
		__atomic_add_fetch(&seen[si.rt.value.i], 1, __ATOMIC_SEQ_CST);
		sums[(long)a]++;
	}
}
int main(void)
{
	pthread_t t[N];
	kmask(SIG_BLOCK, BIT(RT(1)));
	for (long i = 0; i < N; i++)
		pthread_create(&t[i], 0, thr, (void *)i);
	for (int i = 0; i < M; i++)
		OK(sigqueue(getpid(), RT(1), (union sigval){ .sival_int = i }));
	for (int i = 0; i < N; i++)
		OK(sigqueue(getpid(), RT(1), (union sigval){ .sival_int = -1 }));
	int total = 0, bad = 0;
	for (int i = 0; i < N; i++) {
		pthread_join(t[i], 0);
		total += sums[i];
	}
	for (int i = 0; i < M; i++)
		bad += seen[i] != 1;
	say("total %d, not exactly once %d, pending %s\n", total, bad, set(kpending()));
}
