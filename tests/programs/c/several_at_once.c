/* signal(7): several signals made deliverable at one return are set up lowest
 * number first, so the one set up last runs first; real-time ones come after
 * the standard ones, and a synchronous-looking SIGSEGV from kill has no rank. */
#include "t.h"
static int depth;
static void h(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	say("%d: %s %s, interrupted mask %s\n", depth++, sn(s), cn(s, si->si_code), set(u->sigmask));
}
int main(void)
{
	static const int s[] = { SIGTERM, RT(3), SIGUSR1, SIGHUP, RT(1), SIGSEGV, SIGUSR2, RT(1), SIGCHLD };
	u64 m = 0;
	for (unsigned i = 0; i < sizeof s / sizeof *s; i++) {
		m |= BIT(s[i]);
		on3(s[i], h, 0, 0);
	}
	kmask(SIG_BLOCK, m);
	for (unsigned i = 0; i < sizeof s / sizeof *s; i++)
		kill(getpid(), s[i]);
	say("pending %s\n", set(kpending()));
	kmask(SIG_UNBLOCK, m);
	say("all at once done, mask %s\n", set(kgetmask()));
	/* the same with a full sa_mask: one after the other, lowest first */
	for (unsigned i = 0; i < sizeof s / sizeof *s; i++)
		on3(s[i], h, 0, ~0ull);
	kmask(SIG_BLOCK, m);
	for (unsigned i = 0; i < sizeof s / sizeof *s; i++)
		kill(getpid(), s[i]);
	kmask(SIG_UNBLOCK, m);
	say("one by one done, mask %s\n", set(kgetmask()));
}
