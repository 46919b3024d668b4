/* A 1 kHz timer interrupts a loop that keeps patterns in all ymm registers and
 * computes a checksum; the handler dirties every register. */
#include "t.h"
static volatile int n;
static void h(int s)
{
	(void)s;
	n++;
	__asm__ volatile("vpcmpeqd %%ymm0,%%ymm0,%%ymm0; vmovdqa %%ymm0,%%ymm1; vmovdqa %%ymm0,%%ymm2; vmovdqa %%ymm0,%%ymm7;"
			 "vmovdqa %%ymm0,%%ymm8; vmovdqa %%ymm0,%%ymm15; vzeroupper; fninit; fldpi; fldpi; fninit" ::: "memory",
			 "xmm0", "xmm1", "xmm2", "xmm7", "xmm8", "xmm15");
}
int main(void)
{
	static u8 in[16 * 32] __attribute__((aligned(32))), outb[16 * 32] __attribute__((aligned(32)));
	for (unsigned i = 0; i < sizeof in; i++)
		in[i] = (u8)(i * 37 + (i >> 5));
	on(SIGALRM, h, SA_RESTART);
	struct itimerval it = { { 0, 1000 }, { 0, 1000 } };
	setitimer(ITIMER_REAL, &it, 0);
	int bad = 0;
	u32 sum = 0, want = 0;
	u64 loops = 0;
	while (n < 500) {
		u32 s = 1;
		u64 cnt = 20000;
		__asm__ volatile(
			"vmovdqa 0(%2),%%ymm0; vmovdqa 32(%2),%%ymm1; vmovdqa 64(%2),%%ymm2; vmovdqa 96(%2),%%ymm3;"
			"vmovdqa 128(%2),%%ymm4; vmovdqa 160(%2),%%ymm5; vmovdqa 192(%2),%%ymm6; vmovdqa 224(%2),%%ymm7;"
			"vmovdqa 256(%2),%%ymm8; vmovdqa 288(%2),%%ymm9; vmovdqa 320(%2),%%ymm10; vmovdqa 352(%2),%%ymm11;"
			"vmovdqa 384(%2),%%ymm12; vmovdqa 416(%2),%%ymm13; vmovdqa 448(%2),%%ymm14; vmovdqa 480(%2),%%ymm15;"
			"1: imul $1103515245,%0,%0; add $12345,%0; adc $0,%0; dec %1; jnz 1b;"
			"vmovdqa %%ymm0,0(%3); vmovdqa %%ymm1,32(%3); vmovdqa %%ymm2,64(%3); vmovdqa %%ymm3,96(%3);"
			"vmovdqa %%ymm4,128(%3); vmovdqa %%ymm5,160(%3); vmovdqa %%ymm6,192(%3); vmovdqa %%ymm7,224(%3);"
			"vmovdqa %%ymm8,256(%3); vmovdqa %%ymm9,288(%3); vmovdqa %%ymm10,320(%3); vmovdqa %%ymm11,352(%3);"
			"vmovdqa %%ymm12,384(%3); vmovdqa %%ymm13,416(%3); vmovdqa %%ymm14,448(%3); vmovdqa %%ymm15,480(%3); vzeroupper"
			: "+r"(s), "+r"(cnt) : "r"(in), "r"(outb) : "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6",
			"xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
		bad += memcmp(in, outb, sizeof in) != 0;
		if (!loops++)
			want = s;
		bad += s != want;
		sum = s;
	}
	memset(&it, 0, sizeof it);
	setitimer(ITIMER_REAL, &it, 0);
	say("500 timers, registers wrong %d, checksum %#x\n", bad, sum);
}
