/* uc_sigmask edited in the frame is the mask after the return; KILL and STOP
 * in it are dropped; uc_stack in the frame is set by sigreturn, errors in it
 * are swallowed. */
#include "t.h"
static int mode;
static char *alt;
static void h(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	(void)s;
	(void)si;
	switch (mode) {
	case 0: u->sigmask = BIT(SIGHUP) | BIT(RT(3)); break;
	case 1: u->sigmask = ~0ull; break;
	case 2: u->sigmask = 0; break;
	case 3: u->stack = (struct kstack){ (u64)alt, 0, 0, 65536 }; break;
	case 4: u->stack = (struct kstack){ (u64)alt + 16, 0, 0, 100 }; break;
	case 5: u->stack = (struct kstack){ (u64)alt + 16, 77, 0, 65536 }; break;
	case 6: u->stack = (struct kstack){ 0, SS_DISABLE, 0, 0 }; break;
	}
}
int main(void)
{
	alt = pages(65536, PROT_READ | PROT_WRITE);
	on3(SIGUSR1, h, 0, 0);
	for (mode = 0; mode < 7; mode++) {
		kill(getpid(), SIGUSR1);
		struct kstack s;
		u64 m = kgetmask();
		raw(SYS_sigaltstack, 0, &s);
		kmask(SIG_SETMASK, 0);
		say("%d: mask %s%s, altstack %s flags %d size %d\n", mode, m & BIT(SIGUSR2) ? "all but " : "", set(m & BIT(SIGUSR2) ? ~m : m),
		    s.sp == (u64)alt ? "ours" : s.sp ? "other" : "none", s.flags, (int)s.size);
	}
}
