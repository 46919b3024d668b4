/* rt_sigreturn with frames nobody would build: each in a child, what happens
 * to it printed (exit, or the signal, with what a SIGSEGV handler on an
 * alternate stack sees). */
#include "t.h"
static int mode;
static volatile int landed;
static u8 *frame_copy;
static char *alt;
static const u64 low = 0x10000;
static void segv(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	struct ksi *k = (void *)si;
	say("  %s %s addr %s trapno %d err %#x cs %#x ss %#x eflags %#x mask %s\n", sn(s), cn(s, k->code), k->fault.addr ? "set" : "0",
	    (int)u->mc.trapno, (int)u->mc.err, u->mc.cs, u->mc.ss, (int)(u->mc.eflags & ~0x8d5ul), set(u->sigmask));
	_exit(50);
}
static void h(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	u8 *x = (u8 *)u->mc.fpstate;
	(void)s;
	(void)si;
	switch (mode) {
	case 0: break;
	case 1: u->mc.rip = 0x8000000000000000; break;
	case 2: u->mc.rip = 0; break;
	case 3: u->mc.cs = 0; break;
	case 4: u->mc.cs = 0x10; break;		/* kernel code: | 3 */
	case 5: u->mc.cs = 0x2b; break;		/* data */
	case 6: u->mc.ss = 0; break;
	case 7: u->mc.ss = 0x33; break;
	case 8: u->mc.ss = 0xffff; break;
	case 9: u->mc.fpstate += 8; break;	/* not aligned */
	case 10: u->mc.fpstate = 8; break;
	case 11: u->mc.fpstate = 0xffff800000000000; break;
	case 12: u->mc.fpstate = 0; break;
	case 13: *(u32 *)(x + 464) = 0; break;	/* MAGIC1: legacy state only */
	case 14: *(u32 *)(x + 464 + 4) = 100; break;	/* extended_size */
	case 15: *(u64 *)(x + 464 + 8) = ~0ull; break;	/* xfeatures */
	case 16: *(u32 *)(x + 464 + 16) = 100; break;	/* xstate_size */
	case 17: *(u32 *)(x + *(u32 *)(x + 464 + 16)) = 0; break;	/* MAGIC2 */
	case 18: *(u64 *)(x + 512) = ~0ull; break;	/* xstate_bv */
	case 19: *(u64 *)(x + 520) = 1ull << 63; break;	/* xcomp_bv: compacted */
	case 20: *(u64 *)(x + 528) = 1; break;		/* reserved in the header */
	case 21: *(u32 *)(x + 24) = ~0u; break;		/* MXCSR reserved bits */
	case 22: u->mc.eflags = ~0ull & ~0x100ull; break;	/* all but TF */
	case 23: u->mc.eflags = 0; break;
	case 24: u->flags = 0; break;
	case 25: u->flags = ~0ull; break;
	case 26: u->flags = 1; u->mc.ss = 0; break;	/* ss not to be restored strictly */
	case 27: u->mc.rsp = 0x8000000000000000; break;
	case 28: u->mc.fs = u->mc.gs = 0x1234; break;
	case 29: u->link = ~0ull; u->mc.err = u->mc.trapno = u->mc.cr2 = u->mc.oldmask = ~0ull; break;
	case 30: u->mc.eflags |= 0x100; break;		/* TF */
	case 31: memset(x, 0xff, 512); break;
	case 32: u->flags = 7; u->mc.cs = 0x23; break;	/* 32-bit code at a high address */
	case 33: u->mc.eflags |= 0x40000; break;	/* AC */
	case 34: u->mc.rip = low; u->flags = 7; u->mc.cs = 0x23; u->mc.ss = 0x33; break;	/* 32-bit code where it may be */
	case 35: u->mc.rip = low; u->flags = 7; u->mc.cs = 0x33; u->mc.ss = 0x33; break;
	}
}
/* rt_sigreturn with rsp somewhere else */
static _Noreturn void at(u64 sp)
{
	__asm__ volatile("mov %0,%%rsp; mov $15,%%eax; syscall; ud2" :: "r"(sp) : "memory");
	__builtin_unreachable();
}
static void go(void)
{
	nocore();
	struct kstack s = { (u64)alt, 0, 0, 65536 };
	raw(SYS_sigaltstack, &s, 0);
	on3(SIGSEGV, segv, SA_ONSTACK, 0);
	on3(SIGBUS, segv, SA_ONSTACK, 0);
	on3(SIGTRAP, segv, SA_ONSTACK, 0);
	on3(SIGFPE, segv, SA_ONSTACK, 0);
	on3(SIGILL, segv, SA_ONSTACK, 0);
	on3(SIGUSR1, h, 0, 0);
	switch (mode) {
	case 100: at(0x1000);
	case 101: at(0x8000000000000008);
	case 102: at(~0ull - 7);
	case 103: at((u64)frame_copy + 8);	/* all zero: rip 0, cs 0 */
	case 104: at(0);
	case 105: at((u64)frame_copy + 11);	/* zero and not aligned */
	}
	long r, fl;
	__asm__ volatile("syscall; pushfq; pop %1; cld; pushfq; andl $~0x40100,(%%rsp); popfq" : "=a"(r), "=&r"(fl) : "0"(SYS_kill), "D"((long)getpid()), "S"((long)SIGUSR1) : "rcx", "r11", "memory", "cc");
	u32 mx = 0x1f80, was;
	__asm__ volatile("stmxcsr %0; ldmxcsr %1" : "=m"(was) : "m"(mx));
	say("  back: %ld eflags %#lx mxcsr %#x\n", r, fl & ~0x8d5l, was);
	_exit(0);
}
int main(int argc, char **argv)
{
	alt = pages(65536, PROT_READ | PROT_WRITE);
	frame_copy = pages(65536, PROT_READ | PROT_WRITE);
	for (mode = 0; mode <= 105; mode++) {
		if (argc > 1 && atoi(argv[1]) != mode)
			continue;
		if (mode == 36)
			mode = 100;
		int st = in_child(go);
		say("%d: %s\n", mode, ws(st));
	}
	(void)landed;
}
