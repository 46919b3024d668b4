/* rt_sigprocmask(2): KILL and STOP cannot be blocked, silently; EINVAL for how
 * and size; how is not looked at without a set. */
#include "t.h"
int main(void)
{
	u64 all = ~0ull, one = BIT(SIGUSR1), old = 0;
	say("block all: %s\n", ec(raw(SYS_rt_sigprocmask, SIG_BLOCK, &all, &old, 8)));
	say("not blocked: %s\n", set(~kgetmask()));
	say("setmask: %s\n", ec(raw(SYS_rt_sigprocmask, SIG_SETMASK, &one, &old, 8)));
	say("old lacked %s, now %s\n", set(~old), set(kgetmask()));
	for (int how = -1; how < 5; how++)
		say("how %d: with set %s without %s\n", how, ec(raw(SYS_rt_sigprocmask, how, &one, 0, 8)), ec(raw(SYS_rt_sigprocmask, how, 0, &old, 8)));
	static const int sz[] = { 0, 4, 7, 9, 16 };
	for (unsigned i = 0; i < sizeof sz / sizeof *sz; i++)
		say("size %d: procmask %s suspend %s timedwait %s pending %s\n", sz[i],
		    ec(raw(SYS_rt_sigprocmask, 0, &one, 0, sz[i])), ec(raw(SYS_rt_sigsuspend, &one, sz[i])),
		    ec(raw(SYS_rt_sigtimedwait, &one, 0, 0, sz[i])), ec(raw(SYS_rt_sigpending, &old, sz[i])));
	say("mask at the end %s\n", set(kgetmask()));
}
