/* RLIMIT_SIGPENDING: at the limit sigqueue and tgkill of a real-time signal
 * give EAGAIN; kill of one is delivered without its info and is not queued a
 * second time; standard signals from kill always get there.  The count is per
 * user, so the limit is probed from zero in a fresh user id when root. */
#include "t.h"
int main(void)
{
	struct rlimit r = { 0, 0 };
	struct ksi si;
	struct timespec z = { 0, 0 };
	u64 m = BIT(RT(0)) | BIT(RT(1)) | BIT(SIGUSR1) | BIT(SIGUSR2);
	kmask(SIG_BLOCK, m);
	OK(setrlimit(RLIMIT_SIGPENDING, &r));
	for (int i = 0; i < 3; i++)
		say("sigqueue RT %s", ec(sigqueue(getpid(), RT(0), (union sigval){ .sival_int = i }) ? -errno : 0)), say(" tgkill RT %s\n", ec(raw(SYS_tgkill, getpid(), gettid_(), RT(0))));
	say("sigqueue standard %s\n", ec(sigqueue(getpid(), SIGUSR2, (union sigval){ .sival_int = 9 }) ? -errno : 0));
	say("kill RT %s %s\n", ec(raw(SYS_kill, getpid(), RT(1))), ec(raw(SYS_kill, getpid(), RT(1))));
	say("kill standard %s, tgkill standard %s\n", ec(raw(SYS_kill, getpid(), SIGUSR1)), ec(raw(SYS_tgkill, getpid(), gettid_(), SIGUSR1)));
	say("pending %s\n", set(kpending()));
	for (;;) {
		memset(&si, 0x77, sizeof si);
		long s = raw(SYS_rt_sigtimedwait, &m, &si, &z, 8);
		if (s < 0)
			break;
		say("%s %s pid %s uid %s errno %d\n", sn((int)s), cn(si.signo, si.code), si.rt.pid == getpid() ? "ours" : si.rt.pid ? "other" : "0",
		    si.rt.uid == getuid() ? "ours" : "other", si.err);
	}
}
