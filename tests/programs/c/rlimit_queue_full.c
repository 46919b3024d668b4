/* Fill the queue up to RLIMIT_SIGPENDING of a user id nobody else has, then
 * read it back: exactly so many, in order.  ksig-test: root-only */
#include "t.h"
int main(void)
{
	struct rlimit r = { 100, 100 };
	struct ksi si;
	struct timespec z = { 0, 0 };
	u64 m = BIT(RT(0));
	kmask(SIG_BLOCK, m);
	OK(setrlimit(RLIMIT_SIGPENDING, &r));
	if (raw(SYS_setresuid, 61234, 61234, 61234))
		return 1;
	int n = 0, bad = 0, got = 0;
	while (!sigqueue(getpid(), RT(0), (union sigval){ .sival_int = n }))
		n++;
	say("queued %d, then errno %s\n", n, ec(-errno));
	while (raw(SYS_rt_sigtimedwait, &m, &si, &z, 8) == RT(0))
		bad += si.rt.value.i != got++;
	say("read %d, out of order %d\n", got, bad);
	n = 0;
	while (!sigqueue(getpid(), RT(0), (union sigval){ .sival_int = n }))
		n++;
	say("again %d\n", n);
}
