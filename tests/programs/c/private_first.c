/* Thread-directed signals are taken before process-directed ones, whatever
 * their numbers (signal(7) is silent; dequeue_signal takes private first). */
#include "t.h"
static int order[8], n;
static void h(int s) { order[n++] = s; }
int main(void)
{
	static const int priv[] = { SIGUSR2, RT(2) }, shrd[] = { SIGHUP, RT(1), SIGUSR1 };
	u64 m = 0;
	for (int i = 0; i < 3; i++) {
		ksigaction(shrd[i], (void *)h, 0, ~0ull);
		m |= BIT(shrd[i]);
	}
	for (int i = 0; i < 2; i++) {
		ksigaction(priv[i], (void *)h, 0, ~0ull);
		m |= BIT(priv[i]);
	}
	kmask(SIG_BLOCK, m);
	for (int i = 0; i < 3; i++)
		kill(getpid(), shrd[i]);
	for (int i = 0; i < 2; i++)
		raw(SYS_tgkill, getpid(), gettid_(), priv[i]);
	kmask(SIG_UNBLOCK, m);
	for (int i = 0; i < n; i++)
		say("%s\n", sn(order[i]));
	/* the same signal pending in both sets: two deliveries, private first */
	n = 0;
	kmask(SIG_BLOCK, BIT(SIGUSR1));
	kill(getpid(), SIGUSR1);
	raw(SYS_tgkill, getpid(), gettid_(), SIGUSR1);
	struct ksi si;
	struct timespec z = { 0, 0 };
	u64 w = BIT(SIGUSR1);
	for (int i = 0; i < 3; i++) {
		long r = raw(SYS_rt_sigtimedwait, &w, &si, &z, 8);
		say("%s %s\n", r > 0 ? sn((int)r) : ec(r), r > 0 ? cn(si.signo, si.code) : "");
	}
}
