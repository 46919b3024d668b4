/* A standard signal that is pending already is dropped; one pending for the
 * process and one for the thread are two. */
#include "t.h"
static int n;
static void h(int s) { (void)s; n++; }
int main(void)
{
	on(SIGUSR1, h, 0);
	kmask(SIG_BLOCK, BIT(SIGUSR1));
	for (int i = 0; i < 100; i++)
		kill(getpid(), SIGUSR1);
	kmask(SIG_UNBLOCK, BIT(SIGUSR1));
	say("100 kills: %d\n", n);
	n = 0;
	kmask(SIG_BLOCK, BIT(SIGUSR1));
	for (int i = 0; i < 50; i++) {
		kill(getpid(), SIGUSR1);
		raw(SYS_tgkill, getpid(), gettid_(), SIGUSR1);
	}
	kmask(SIG_UNBLOCK, BIT(SIGUSR1));
	say("both sets: %d\n", n);
	n = 0;
	on(RT(5), h, 0);
	kmask(SIG_BLOCK, BIT(RT(5)));
	for (int i = 0; i < 100; i++)
		kill(getpid(), RT(5));
	kmask(SIG_UNBLOCK, BIT(RT(5)));
	say("100 real-time: %d\n", n);
	n = 0;
	for (int i = 0; i < 100; i++)
		kill(getpid(), SIGUSR1);
	say("100 unblocked, each before kill returns: %d\n", n);
}
