/* sigsuspend: the handler runs with the temporary mask and its own additions,
 * the frame holds the mask from before, and a handler that never returns
 * (siglongjmp) finds what sigsetjmp saved; EINTR is the only result. */
#include "t.h"
static sigjmp_buf jb;
static int jump;
static void h(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	say("%s: mask %s, frame's %s\n", sn(s), set(kgetmask()), set(u->sigmask));
	if (jump)
		siglongjmp(jb, 1);
	(void)si;
}
int main(void)
{
	on3(SIGUSR1, h, 0, BIT(SIGTERM));
	on3(SIGUSR2, h, 0, 0);
	kmask(SIG_BLOCK, BIT(SIGUSR1) | BIT(SIGUSR2) | BIT(SIGALRM));
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR2);
	u64 m = BIT(SIGHUP);
	long r = raw(SYS_rt_sigsuspend, &m, 8);
	say("both: %s, mask %s\n", ec(r), set(kgetmask()));
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR2);
	m = BIT(SIGUSR2);
	r = raw(SYS_rt_sigsuspend, &m, 8);
	say("one: %s, mask %s, pending %s\n", ec(r), set(kgetmask()), set(kpending()));
	m = ~BIT(SIGUSR2);
	r = raw(SYS_rt_sigsuspend, &m, 8);
	say("the other, KILL and STOP never blocked: %s, mask %s\n", ec(r), set(kgetmask()));
	jump = 1;
	kill(getpid(), SIGUSR1);
	m = 0;
	if (!sigsetjmp(jb, 1))
		raw(SYS_rt_sigsuspend, &m, 8);
	say("jumped, mask %s\n", set(kgetmask()));
}
