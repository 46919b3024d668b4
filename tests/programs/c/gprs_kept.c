/* Every general register, the flags and the red zone keep their pattern over
 * 2000 timer signals, wherever they hit. */
#include "t.h"
volatile int g_n;
u64 g_bad;
static void h(int s)
{
	(void)s;
	g_n++;
	/* leave nothing as it was */
	__asm__ volatile("mov $-1,%%rax; mov %%rax,%%rcx; mov %%rax,%%rdx; mov %%rax,%%rsi; mov %%rax,%%rdi; mov %%rax,%%r8;"
			 "mov %%rax,%%r9; mov %%rax,%%r10; mov %%rax,%%r11; stc" ::: "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "cc");
}
void g_loop(void);
__asm__(".text\ng_loop: push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15\n"
	"movabs $0x0101010101010101,%rax; movabs $0x0202020202020202,%rbx; movabs $0x0303030303030303,%rcx; movabs $0x0404040404040404,%rdx\n"
	"movabs $0x0505050505050505,%rsi; movabs $0x0606060606060606,%rdi; movabs $0x0707070707070707,%rbp; movabs $0x0808080808080808,%r8\n"
	"movabs $0x0909090909090909,%r9; movabs $0x1010101010101010,%r10; movabs $0x1111111111111111,%r11; movabs $0x1212121212121212,%r12\n"
	"movabs $0x1313131313131313,%r13; movabs $0x1414141414141414,%r14; movabs $0x1515151515151515,%r15\n"
	"mov %rax,-8(%rsp); mov %rbx,-64(%rsp); mov %rcx,-120(%rsp); mov %rdx,-128(%rsp)\n"
	"1: cmp %rax,-8(%rsp); jne 9f; cmp %rbx,-64(%rsp); jne 9f; cmp %rcx,-120(%rsp); jne 9f; cmp %rdx,-128(%rsp); jne 9f\n"
	"bt $0,%rax; jnc 9f\n"	/* CF = 1 from a known bit */
	"mov %rbx,%rax; shr $1,%rax; cmp %rax,-8(%rsp); jne 9f\n"
	"lea (%rbx,%rcx),%rax; sub %rsi,%rax; jne 9f; movabs $0x0101010101010101,%rax\n"
	"lea (%rdx,%rax),%r15; cmp %rsi,%r15; jne 9f; lea (%rdi,%rax),%r15; cmp %rbp,%r15; jne 9f\n"
	"lea (%rbp,%rax),%r15; cmp %r8,%r15; jne 9f; lea (%r8,%rax),%r15; cmp %r9,%r15; jne 9f\n"
	"lea (%r10,%rax),%r15; cmp %r11,%r15; jne 9f; lea (%r11,%rax),%r15; cmp %r12,%r15; jne 9f\n"
	"lea (%r12,%rax),%r15; cmp %r13,%r15; jne 9f; lea (%r13,%rax),%r15; cmp %r14,%r15; jne 9f\n"
	"movabs $0x1515151515151515,%r15\n"
	"std; pushfq; cld; testq $0x400,(%rsp); lea 8(%rsp),%rsp; je 9f\n"
	"mov %rdx,-128(%rsp); mov %rcx,-120(%rsp); mov %rax,-8(%rsp)\n"
	"cmpl $2000,g_n(%rip); jl 1b; jmp 8f\n"
	"9: incq g_bad(%rip)\n"
	"8: cld; pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx; ret\n");
int main(void)
{
	on(SIGALRM, h, SA_RESTART);
	struct itimerval it = { { 0, 500 }, { 0, 500 } };
	setitimer(ITIMER_REAL, &it, 0);
	while (g_n < 2000 && g_bad < 10)
		g_loop();
	memset(&it, 0, sizeof it);
	setitimer(ITIMER_REAL, &it, 0);
	say("signals at least 2000: %d, bad %d\n", g_n >= 2000, (int)g_bad);
}
