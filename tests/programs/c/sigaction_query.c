/* rt_sigaction(2): unknown flag bits are cleared, SA_UNSUPPORTED (0x400)
 * probes for that, KILL and STOP leave sa_mask, the old action is exact. */
#include "t.h"
static void h(int s) { (void)s; }
int main(void)
{
	for (int i = 0; i < 32; i++) {
		struct ksa a = { (void *)h, 1ull << i, t_restorer, 0 }, o;
		long r = raw(SYS_rt_sigaction, SIGUSR1, &a, 0, 8);
		raw(SYS_rt_sigaction, SIGUSR1, 0, &o, 8);
		say("flag %#x: %s, kept %d\n", 1u << i, ec(r), o.flags == a.flags);
	}
	for (int i = 32; i < 64; i += 7) {
		struct ksa a = { (void *)h, 1ull << i, t_restorer, 0 }, o;
		long r = raw(SYS_rt_sigaction, SIGUSR1, &a, 0, 8);
		raw(SYS_rt_sigaction, SIGUSR1, 0, &o, 8);
		say("flag bit %d: %s, kept %d\n", i, ec(r), o.flags == a.flags);
	}
	struct ksa a = { (void *)h, SA_RESTORER_ | SA_SIGINFO, t_restorer, ~0ull }, o, o2;
	raw(SYS_rt_sigaction, SIGUSR2, &a, &o, 8);
	say("old: handler %d flags %#x mask %s\n", o.handler != 0, (unsigned)o.flags, set(o.mask));
	raw(SYS_rt_sigaction, SIGUSR2, 0, &o2, 8);
	say("now: same handler %d restorer %d flags %#x missing from mask %s\n", o2.handler == a.handler,
	    o2.restorer == a.restorer, (unsigned)o2.flags, set(~o2.mask));
	for (int s = 0; s <= 66; s++) {
		long g = raw(SYS_rt_sigaction, s, 0, &o, 8), p = raw(SYS_rt_sigaction, s, &a, 0, 8);
		if (g || p)
			say("signal %d: get %s set %s\n", s, ec(g), ec(p));
	}
	say("SIGKILL to default: %s\n", ec(ksigaction(SIGKILL, 0, 0, 0)));
	say("negative: %s\n", ec(raw(SYS_rt_sigaction, -1, &a, 0, 8)));
	static const int sz[] = { 0, 4, 7, 9, 16, 128 };
	for (unsigned i = 0; i < sizeof sz / sizeof *sz; i++)
		say("size %d: %s\n", sz[i], ec(raw(SYS_rt_sigaction, SIGUSR1, &a, 0, sz[i])));
}
