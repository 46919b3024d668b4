/* SA_RESETHAND: the action is SIG_DFL before the handler's first instruction,
 * for SIGILL and SIGTRAP as well on Linux; flags and mask are as they were. */
#include "t.h"
static void h(int s)
{
	struct ksa a;
	raw(SYS_rt_sigaction, s, 0, &a, 8);
	say("%s: action %s, flags %#x\n", sn(s), a.handler == (void *)SIG_DFL ? "default" : "handler",
	    (unsigned)(a.flags & ~SA_RESTORER_));
}
static void twice(void)
{
	nocore();
	on(SIGUSR1, h, (int)SA_RESETHAND);
	raise(SIGUSR1);
	raise(SIGUSR1);
}
static void inside(int s) { raise(s); say("still here, pending %s\n", set(kpending())); }
static void twice_in(void)
{
	on(SIGTERM, inside, (int)SA_RESETHAND);
	raise(SIGTERM);	/* the second, blocked till return, then kills */
	say("not reached\n");
}
int main(void)
{
	static const int s[] = { SIGUSR1, SIGILL, SIGTRAP, SIGSEGV, RT(1), SIGCHLD };
	for (unsigned i = 0; i < sizeof s / sizeof *s; i++) {
		on(s[i], h, (int)(SA_RESETHAND | SA_RESTART | SA_NODEFER));
		raise(s[i]);
	}
	say("%s\n", ws(in_child(twice)));
	say("%s\n", ws(in_child(twice_in)));
}
