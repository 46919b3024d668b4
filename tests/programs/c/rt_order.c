/* signal(7): real-time signals queue, keep their values, come lowest number
 * first and first in, first out within a number; standard ones coalesce and
 * keep the first sender's value. */
#include "t.h"
static int n;
static void h(int s, siginfo_t *si, void *uc)
{
	(void)uc;
	struct ksi *k = (void *)si;
	say("%2d: %s %s value %d, from self %d, uid ours %d\n", n++, sn(s), cn(s, si->si_code),
	    k->code == -1 ? k->rt.value.i : -1, k->rt.pid == getpid(), k->rt.uid == getuid());
}
int main(void)
{
	static const int s[] = { RT(0), RT(1), RT(2), RT(24), SIGUSR1, SIGUSR2 };
	u64 m = 0;
	for (int i = 0; i < 6; i++) {
		on3(s[i], h, 0, ~0ull);
		m |= BIT(s[i]);
	}
	kmask(SIG_BLOCK, m);
	for (int v = 0; v < 4; v++)
		for (int i = 5; i >= 0; i--) {
			union sigval sv;
			memset(&sv, 0, sizeof sv);
			sv.sival_int = v * 10 + i;
			OK(sigqueue(getpid(), s[i], sv));
		}
	kill(getpid(), RT(1));
	raw(SYS_tgkill, getpid(), gettid_(), RT(1));
	say("pending %s\n", set(kpending()));
	kmask(SIG_UNBLOCK, m);
	say("pending %s\n", set(kpending()));
}
