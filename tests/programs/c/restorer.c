/* A handler without SA_RESTORER, with a null restorer, at a bad address, and
 * one whose restorer jumps away: what the kernel makes of each. */
#include "t.h"
static int how;
static void h(int s) { say("handler %s\n", sn(s)); }
static void segv(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	say("%s %s, rip %s, trapno %d\n", sn(s), cn(s, si->si_code), u->mc.rip == 0 ? "0" : u->mc.rip == 0x1000 ? "0x1000" : u->mc.rip >> 47 ? "high" : "elsewhere", (int)u->mc.trapno);
	_exit(6);
}
static void go(void)
{
	nocore();
	struct ksa a = { (void *)h, SA_RESTORER_, t_restorer, 0 };
	on3(SIGSEGV, segv, 0, 0);
	switch (how) {
	case 0: a.flags = 0; a.restorer = 0; break;
	case 1: a.flags = 0; break;
	case 2: a.restorer = 0; break;
	case 3: a.handler = (void *)0x1000; break;
	case 4: a.handler = (void *)0x8000000000000000; break;
	case 5: a.handler = (void *)-1l; break;
	case 6: a.handler = (void *)2; break;
	}
	say("set: %s\n", ec(raw(SYS_rt_sigaction, SIGUSR1, &a, 0, 8)));
	kill(getpid(), SIGUSR1);
	say("back\n");
}
int main(void)
{
	for (how = 0; how < 7; how++)
		say("%d: %s\n", how, ws(in_child(go)));
}
