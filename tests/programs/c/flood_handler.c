/* 5000 queued real-time signals come in one unblocking, each handler in turn
 * (sa_mask keeps them from nesting), in order. */
#include "t.h"
static int n, bad;
static void h(int s, siginfo_t *si, void *uc) { (void)uc; struct ksi *k = (void *)si; bad += s != RT(0) || k->rt.value.i != n; n++; }
int main(void)
{
	on3(RT(0), h, 0, 0);
	kmask(SIG_BLOCK, BIT(RT(0)));
	for (int i = 0; i < 5000; i++)
		if (sigqueue(getpid(), RT(0), (union sigval){ .sival_int = i }))
			say("failed at %d\n", i);
	kmask(SIG_UNBLOCK, BIT(RT(0)));
	say("handled %d, out of order %d\n", n, bad);
}
