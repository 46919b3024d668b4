/* SIGFPE: integer division, and unmasked x87 and SSE exceptions with their
 * codes; the handler skips the instruction. */
#include "t.h"
#include <fenv.h>
static sigjmp_buf jb;
static const char *what;
static u64 at;
static void h(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	struct ksi *k = (void *)si;
	say("%-16s %s %s si_addr is rip %d trapno %d err %d\n", what, sn(s), cn(s, k->code), k->fault.addr == u->mc.rip,
	    (int)u->mc.trapno, (int)u->mc.err);
	siglongjmp(jb, 1);
}
static void sse(const char *n, u32 unmask, double a, double b)
{
	what = n;
	u32 cw = 0x1f80 & ~unmask;
	if (!sigsetjmp(jb, 1)) {
		__asm__ volatile("ldmxcsr %0; divsd %2,%1" : "+m"(cw), "+x"(a) : "x"(b));
		say("%s: none\n", n);
	}
	cw = 0x1f80;
	__asm__ volatile("ldmxcsr %0" :: "m"(cw));
}
static void x87(const char *n, u16 unmask, double a, double b)
{
	what = n;
	u16 cw = 0x37f & ~unmask;
	if (!sigsetjmp(jb, 1)) {
		__asm__ volatile("fninit; fldcw %0; fldl %1; fdivl %2; fwait" :: "m"(cw), "m"(a), "m"(b));
		say("%s: none\n", n);
	}
	__asm__ volatile("fninit");
}
int main(void)
{
	on3(SIGFPE, h, 0, 0);
	volatile int z = 0, m = -1, i = 1;
	what = "int 1/0";
	if (!sigsetjmp(jb, 1))
		i = i / z;
	what = "int MIN/-1";
	if (!sigsetjmp(jb, 1)) {
		i = (int)0x80000000;
		i = i / m;
	}
	sse("sse 1/0", 0x200, 1, 0);
	sse("sse 0/0", 0x80, 0, 0);
	sse("sse overflow", 0x400, 1e308, 1e-308);
	sse("sse underflow", 0x800, 1e-308, 1e308);
	sse("sse inexact", 0x1000, 1, 3);
	sse("sse masked", 0, 1, 0);
	x87("x87 1/0", 4, 1, 0);
	x87("x87 0/0", 1, 0, 0);
	x87("x87 inexact", 0x20, 1, 3);
	x87("x87 masked", 0, 1, 0);
	(void)at;
}
