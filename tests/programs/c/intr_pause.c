/* pause(2) and sigsuspend(2) return EINTR only after a handler; sigsuspend
 * restores the mask and the handler's frame holds the one from before it. */
#include "intr.h"
static int how;
static long call(void)
{
	if (how == 0)
		return raw(SYS_pause);
	u64 m = kgetmask() & ~BIT(SIGUSR1);
	kmask(SIG_BLOCK, BIT(SIGUSR1) | BIT(SIGTERM));
	u64 was = kgetmask();
	long r = raw(SYS_rt_sigsuspend, &m, 8);
	say("mask %s\n", kgetmask() == was ? "as before" : set(kgetmask()));
	kmask(SIG_UNBLOCK, BIT(SIGUSR1) | BIT(SIGTERM));
	return r;
}
static pid_t target;
static void setup(void) { target = getpid(); }
static void hup(int s) { (void)s; }
static void wake(void) { kill(target, SIGHUP); }
int main(void)
{
	on(SIGHUP, hup, SA_RESTART);
	for (how = 0; how < 2; how++)
		intr(&(struct op){ how ? "sigsuspend" : "pause", setup, call, wake, 0 });
}
