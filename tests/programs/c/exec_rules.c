/* execve(2): caught signals become default, ignored ones stay, the mask and
 * what is pending stay, the alternate stack goes, POSIX timers go, an interval
 * timer stays. */
#include "t.h"
static void h(int s) { say("handler %s?\n", sn(s)); }
int main(int argc, char **argv)
{
	if (argc > 1) {
		for (int s = 1; s <= 64; s++) {
			struct ksa a;
			if (raw(SYS_rt_sigaction, s, 0, &a, 8))
				continue;
			if (a.handler || a.flags || a.mask)
				say("%s: %s flags %#x mask %s\n", sn(s), a.handler == (void *)SIG_IGN ? "ignored" : "caught?", (unsigned)a.flags, set(a.mask));
		}
		struct kstack st;
		raw(SYS_sigaltstack, 0, &st);
		say("mask %s pending %s altstack flags %d sp %d size %d\n", set(kgetmask()), set(kpending()), st.flags, st.sp != 0, (int)st.size);
		struct itimerval it;
		getitimer(ITIMER_REAL, &it);
		struct itimerspec its;
		say("interval timer %s, POSIX timer %s\n", it.it_value.tv_sec ? "runs" : "gone", ec(raw(SYS_timer_gettime, atoi(argv[1]), &its)));
		struct ksi si;
		u64 m = ~0ull;
		struct timespec z = { 0, 0 };
		long r;
		while ((r = raw(SYS_rt_sigtimedwait, &m, &si, &z, 8)) > 0)
			say("%s %s value %d\n", sn((int)r), cn(si.signo, si.code), si.code == -1 ? si.rt.value.i : 0);
		return 0;
	}
	char *p = pages(65536, PROT_READ | PROT_WRITE);
	struct kstack s = { (u64)p, 0, 0, 65536 };
	raw(SYS_sigaltstack, &s, 0);
	on(SIGUSR1, h, SA_RESTART);
	ksigaction(SIGUSR2, (void *)SIG_IGN, SA_RESTART | SA_NODEFER, BIT(SIGHUP));
	ksigaction(SIGCHLD, (void *)SIG_IGN, 0, 0);
	ksigaction(SIGTERM, 0, SA_ONSTACK, BIT(SIGHUP));
	on(SIGALRM, h, 0);
	kmask(SIG_SETMASK, BIT(SIGUSR1) | BIT(RT(0)) | BIT(SIGTERM) | BIT(SIGHUP));
	kill(getpid(), SIGUSR1);
	sigqueue(getpid(), RT(0), (union sigval){ .sival_int = 5 });
	sigqueue(getpid(), RT(0), (union sigval){ .sival_int = 6 });
	raw(SYS_tgkill, getpid(), gettid_(), SIGTERM);
	struct itimerval it = { { 0, 0 }, { 1000, 0 } };
	setitimer(ITIMER_REAL, &it, 0);
	int t = -1;
	struct sigevent se;
	memset(&se, 0, sizeof se);
	se.sigev_notify = SIGEV_SIGNAL;
	se.sigev_signo = SIGUSR1;
	raw(SYS_timer_create, CLOCK_MONOTONIC, &se, &t);
	char b[16];
	sprintf(b, "%d", t);
	execl("/proc/self/exe", argv[0], b, (char *)0);
	die("execl");
}
