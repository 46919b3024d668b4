/* What a handler finds in ucontext: flags, link, stack, the interrupted mask,
 * segment registers, oldmask, restorer on the stack, alignment; and the three
 * argument registers without SA_SIGINFO. */
#include "t.h"
static char *alt;
static int quiet;
static void h(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	say("%s: flags %#x link %d stack %d flags %d size %d mask %s oldmask %s\n", sn(s), (int)u->flags, u->link != 0,
	    u->stack.sp == (u64)alt, u->stack.flags, (int)u->stack.size, set(u->sigmask), set(u->mc.oldmask));
	say("  cs %#x ss %#x gs %#x fs %#x, siginfo behind ucontext %ld, frame %% 16 = %d, fpstate %% 64 = %d, restorer below %d\n",
	    u->mc.cs, u->mc.ss, u->mc.gs, u->mc.fs, (long)((char *)si - (char *)uc), (int)(((u64)uc - 8) % 16), (int)(u->mc.fpstate % 64),
	    *(void **)((char *)uc - 8) == (void *)t_restorer);
	if (quiet++ == 1)	/* not SA_SIGINFO: the siginfo is not written */
		return;
	struct ksi *k = (void *)si;
	say("  signo %d errno %d %s\n", k->signo, k->err, cn(k->signo, k->code));
}
int main(void)
{
	on3(SIGUSR1, h, 0, 0);
	raise(SIGUSR1);
	ksigaction(SIGUSR1, (void *)h, 0, 0);	/* no SA_SIGINFO: the same registers */
	kmask(SIG_BLOCK, BIT(SIGHUP) | BIT(RT(7)));
	raise(SIGUSR1);
	on3(SIGUSR1, h, 0, 0);
	alt = pages(65536, PROT_READ | PROT_WRITE);
	struct kstack s = { (u64)alt, 0, 0, 65536 };
	raw(SYS_sigaltstack, &s, 0);
	raise(SIGUSR1);
	on3(SIGUSR1, h, SA_ONSTACK, 0);
	raise(SIGUSR1);
	u64 m = BIT(SIGTERM);
	kmask(SIG_BLOCK, BIT(SIGUSR1));
	raise(SIGUSR1);
	raw(SYS_rt_sigsuspend, &m, 8);
	say("mask %s\n", set(kgetmask()));
}
