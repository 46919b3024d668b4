/* Bad pointers give EFAULT in every signal call, and nothing else happens. */
#include "t.h"
#include <sys/signalfd.h>
static void h(int s) { say("handler %s\n", sn(s)); }
int main(void)
{
	char *ro = pages(4096, PROT_READ), *no = pages(4096, PROT_NONE);
	char *edge = pages(8192, PROT_READ | PROT_WRITE);
	munmap(edge + 4096, 4096);
	edge += 4096;
	void *const bad[] = { (void *)8, no, (void *)~0ul, (void *)0xffff800000000000ul, (void *)0x8000000000000000ul, edge - 4 };
	struct ksa a = { (void *)h, SA_RESTORER_, t_restorer, 0 };
	u64 m = BIT(SIGUSR1);
	struct timespec ts = { 0, 0 };
	int n = sizeof bad / sizeof *bad;
	for (int i = 0; i < n; i++) {
		void *b = bad[i];
		say("%d: sigaction %s %s", i, ec(raw(SYS_rt_sigaction, SIGUSR2, b, 0, 8)), ec(raw(SYS_rt_sigaction, SIGUSR2, 0, b, 8)));
		say(" procmask %s %s", ec(raw(SYS_rt_sigprocmask, SIG_BLOCK, b, 0, 8)), ec(raw(SYS_rt_sigprocmask, SIG_BLOCK, 0, b, 8)));
		say(" pending %s", ec(raw(SYS_rt_sigpending, b, 8)));
		say(" suspend %s", ec(raw(SYS_rt_sigsuspend, b, 8)));
		say(" timedwait %s %s", ec(raw(SYS_rt_sigtimedwait, b, 0, &ts, 8)), ec(raw(SYS_rt_sigtimedwait, &m, 0, b, 8)));
		say(" queueinfo %s %s", ec(raw(SYS_rt_sigqueueinfo, getpid(), 0, b)), ec(raw(SYS_rt_tgsigqueueinfo, getpid(), gettid_(), 0, b)));
		say(" altstack %s %s", ec(raw(SYS_sigaltstack, b, 0)), ec(raw(SYS_sigaltstack, 0, b)));
		say(" signalfd %s", ec(raw(SYS_signalfd4, -1, b, 8, 0)));
		struct { void *p; size_t l; } six = { b, 8 };
		say(" ppoll %s %s", ec(raw(SYS_ppoll, 0, 0, b, 0, 8)), ec(raw(SYS_ppoll, 0, 0, &ts, b, 8)));
		say(" pselect %s %s", ec(raw(SYS_pselect6, 0, 0, 0, 0, &ts, b)), ec(raw(SYS_pselect6, 0, 0, 0, 0, &ts, &six)));
		say("\n");
	}
	/* the write back fails but the action was set */
	say("old action to read-only: %s\n", ec(raw(SYS_rt_sigaction, SIGHUP, &a, ro, 8)));
	struct ksa o;
	raw(SYS_rt_sigaction, SIGHUP, 0, &o, 8);
	say("set: %d\n", o.handler == (void *)h);
	m = BIT(SIGWINCH);
	say("old mask to read-only: %s, mask now %s\n", ec(raw(SYS_rt_sigprocmask, SIG_BLOCK, &m, ro, 8)), set(kgetmask()));
	/* sigtimedwait with a bad info pointer loses the signal */
	m = BIT(SIGUSR1);
	kmask(SIG_BLOCK, m);
	kill(getpid(), SIGUSR1);
	say("timedwait, read-only info: %s, pending after %s\n", ec(raw(SYS_rt_sigtimedwait, &m, ro, &ts, 8)), set(kpending()));
	int fd = signalfd(-1, (sigset_t *)&m, SFD_NONBLOCK);
	kill(getpid(), SIGUSR1);
	say("signalfd read into read-only: %s, pending after %s\n", ec(raw(SYS_read, fd, ro, 128)), set(kpending()));
}
