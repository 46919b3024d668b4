/* The handler edits the frame: general registers, flags, xmm and the upper
 * half of ymm in the xstate, and execution goes on with the new values. */
#include "t.h"
#include <cpuid.h>
#include <stddef.h>
static int mode;
static u32 yoff;
static void h(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	u8 *x = (u8 *)u->mc.fpstate;
	(void)s;
	(void)si;
	if (mode == 0 || mode == 1) {
		u->mc.rip += 2;	/* ud2 */
		u->mc.rax = 0x1122334455667788;
		u->mc.r15 = ~0ull;
		u->mc.eflags |= 1;
	}
	for (int i = 0; i < 16; i++)
		x[160 + 16 * 3 + i] = (u8)(0xa0 + i);	/* xmm3 */
	for (int i = 0; i < 16; i++)
		x[yoff + 16 * 3 + i] = (u8)(0xb0 + i);	/* upper ymm3 */
	*(u64 *)(x + 512) |= 7;
	*(u32 *)(x + 24) |= 0x8000;			/* MXCSR: flush to zero */
}
static void h2(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	(void)s;
	(void)si;
	if (mode == 2)
		u->mc.fpstate = 0;			/* vector state becomes initial */
	if (mode == 3)
		*(u64 *)(u->mc.fpstate + 512) &= ~4ull;	/* AVX initial, SSE kept */
	u->mc.rip += 2;
}
static void show(const u8 *y)
{
	for (int i = 0; i < 32; i++)
		say("%02x%s", y[i], i == 31 ? "\n" : "");
}
int main(void)
{
	u32 a, b, c, d, mx;
	u8 y[32], in[32];
	__cpuid_count(0xd, 2, a, b, c, d);
	yoff = b;
	on3(SIGILL, h, 0, 0);
	for (int i = 0; i < 32; i++)
		in[i] = (u8)(i + 1);
	u64 rax, r15, fl;
	__asm__ volatile("vmovdqu (%4),%%ymm3; xor %%eax,%%eax; xor %%r15d,%%r15d; ud2; mov %%r15,%1; pushfq; pop %2; vmovdqu %%ymm3,(%5); stmxcsr %3"
			 : "=&a"(rax), "=&r"(r15), "=&r"(fl), "=m"(mx) : "r"(in), "r"(y) : "r15", "xmm3", "memory", "cc");
	say("rax %lx r15 %lx CF %d mxcsr %#x ", (long)rax, (long)r15, (int)(fl & 1), mx);
	show(y);
	mx = 0x1f80;
	__asm__ volatile("ldmxcsr %0" :: "m"(mx));
	on3(SIGILL, h2, 0, 0);
	for (mode = 2; mode < 4; mode++) {
		__asm__ volatile("vmovdqu (%1),%%ymm3; ud2; vmovdqu %%ymm3,(%2); stmxcsr %0" : "=m"(mx) : "r"(in), "r"(y) : "xmm3", "memory");
		say("mode %d mxcsr %#x ", mode, mx);
		show(y);
	}
	/* a handler changes what a system call returns, and skips to another place */
	mode = 1;
	on3(SIGUSR1, h, 0, 0);
	long r;
	__asm__ volatile("xor %%r15d,%%r15d; syscall; ud2" : "=a"(r) : "a"(SYS_kill), "D"((long)getpid()), "S"((long)SIGUSR1) : "rcx", "r11", "r15", "xmm3", "memory");
	say("kill gave %lx\n", r);
	mx = 0x1f80;
	__asm__ volatile("ldmxcsr %0; vzeroupper" :: "m"(mx));
}
