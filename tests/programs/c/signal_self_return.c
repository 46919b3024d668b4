/* An unblocked signal sent to oneself is delivered before kill, tgkill,
 * sigqueue and the unblocking sigprocmask return, and sigsuspend returns after
 * the handlers of everything it let through. */
#include "t.h"
static char log_[64];
static void h(int s, siginfo_t *si, void *uc) { (void)si; (void)uc; strcat(log_, s == SIGUSR1 ? "1" : s == SIGUSR2 ? "2" : "r"); }
int main(void)
{
	on3(SIGUSR1, h, 0, 0);
	on3(SIGUSR2, h, 0, 0);
	on3(RT(0), h, 0, 0);
	kill(getpid(), SIGUSR1);
	strcat(log_, "k");
	raw(SYS_tgkill, getpid(), gettid_(), SIGUSR2);
	strcat(log_, "t");
	sigqueue(getpid(), RT(0), (union sigval){ 0 });
	strcat(log_, "q");
	kmask(SIG_BLOCK, BIT(SIGUSR1) | BIT(SIGUSR2) | BIT(RT(0)));
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR2);
	strcat(log_, "b");
	kmask(SIG_UNBLOCK, BIT(SIGUSR2));
	strcat(log_, "u");
	kill(getpid(), RT(0));
	u64 m = BIT(SIGUSR2);
	long r = raw(SYS_rt_sigsuspend, &m, 8);
	say("%s, sigsuspend %s, mask %s\n", log_, ec(r), set(kgetmask()));
	/* a zero-timeout ppoll with a mask that lets a pending signal in */
	log_[0] = 0;
	kill(getpid(), SIGUSR1);
	struct timespec z = { 0, 0 };
	m = 0;
	r = raw(SYS_ppoll, 0, 0, &z, &m, 8);
	say("ppoll, zero: %s, handler '%s', pending %s\n", ec(r), log_, set(kpending()));
	z.tv_nsec = 1000;
	r = raw(SYS_ppoll, 0, 0, &z, &m, 8);
	say("ppoll, again: %s, handler '%s', pending %s\n", ec(r), log_, set(kpending()));
	kmask(SIG_UNBLOCK, BIT(SIGUSR1));
	say("'%s'\n", log_);
}
