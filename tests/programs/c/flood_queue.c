/* Many queued real-time signals are read back in order.  Argument: how many
 * (20000; up to RLIMIT_SIGPENDING).  ksig-test: timeout=180 */
#include "t.h"
int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 20000, bad = 0, got = 0;
	struct rlimit r;
	getrlimit(RLIMIT_SIGPENDING, &r);
	if (r.rlim_cur < r.rlim_max) {
		r.rlim_cur = r.rlim_max;
		setrlimit(RLIMIT_SIGPENDING, &r);
	}
	u64 m = BIT(RT(0)) | BIT(RT(1));
	struct ksi si;
	struct timespec z = { 0, 0 };
	kmask(SIG_BLOCK, m);
	int made = 0;
	while (made < n && !sigqueue(getpid(), RT(0) + (made & 1), (union sigval){ .sival_int = made }))
		made++;
	say("queued %d\n", made);
	int want = 0;
	for (;;) {
		long s = raw(SYS_rt_sigtimedwait, &m, &si, &z, 8);
		if (s < 0)
			break;
		bad += s != RT(want & 1) || si.rt.value.i != want;
		want += 2;
		if (want >= made && !(want & 1))
			want = 1;
		got++;
	}
	say("read %d, out of order %d\n", got, bad);
}
