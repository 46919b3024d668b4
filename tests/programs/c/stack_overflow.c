/* A real stack overflow is caught on the alternate stack, repeatedly. */
#include "t.h"
static sigjmp_buf jb;
static volatile int hits;
static void h(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	hits++;
	if (hits == 1)
		say("%s %s, fault near sp %d, trapno %d\n", sn(s), cn(s, si->si_code),
		    (u64)si->si_addr > u->mc.rsp - 65536 && (u64)si->si_addr < u->mc.rsp + 65536, (int)u->mc.trapno);
	siglongjmp(jb, 1);
}
static int eat(int n)
{
	volatile char b[4096];
	b[0] = (char)n;
	return n < 1 << 30 ? eat(n + 1) + b[0] : 0;
}
int main(void)
{
	struct rlimit r = { 1 << 20, 1 << 20 };
	setrlimit(RLIMIT_STACK, &r);
	char *lo = pages(65536, PROT_READ | PROT_WRITE);
	struct kstack s = { (u64)lo, 0, 0, 65536 };
	raw(SYS_sigaltstack, &s, 0);
	on3(SIGSEGV, h, SA_ONSTACK, 0);
	for (volatile int i = 0; i < 5; i++)
		if (!sigsetjmp(jb, 1))
			eat(0);
	struct kstack o;
	raw(SYS_sigaltstack, 0, &o);
	say("hits %d, altstack still set %d flags %d\n", hits, o.sp == s.sp, o.flags);
	nocore();
	on(SIGSEGV, SIG_DFL, 0);
	eat(0);
}
