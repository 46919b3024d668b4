/* Takes signals in a fully known machine state, address space randomisation
 * off, stacks at fixed addresses, and prints the whole frame, from the return
 * address to the end of the xstate area, plus the registers at the handler's
 * entry.  Compared with a native run this is byte for byte the kernel's frame.
 * FILL is what the stack held before: the kernel leaves gaps unwritten. */
#include "t.h"
#include <sys/personality.h>
#include <cpuid.h>

#ifndef FILL
#define FILL 0
#endif
#define XMAX 8192
#define ALT ((char *)0x20000000)
#define STK ((char *)0x10000000)
#define SZ 65536

u64 f_entry[18], f_after[18], f_saved_rsp, f_rsp, f_flags, f_mask;
void *f_op;
u8 f_xs[XMAX] __attribute__((aligned(64))), f_xs_after[XMAX] __attribute__((aligned(64)));
u64 f_rax, f_rdi, f_rsi, f_rdx;
extern char f_handler[], op_syscall[], op_syscall_ip[], op_kill[], op_load[], op_store[], op_spin[], op_int3[], op_ud2[], op_div[], op_after[];
void f_trigger(void);
__asm__(".text\n"
	/* every register a pattern, then the operation */
	"f_trigger: push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15\n"
	"mov %rsp,f_saved_rsp(%rip)\n"
	"mov f_mask(%rip),%eax; mov f_mask+4(%rip),%edx; xrstor f_xs(%rip)\n"
	"mov f_rsp(%rip),%rsp\n"
	"pushq f_flags(%rip); popfq\n"
	"mov f_rax(%rip),%rax; mov f_rdi(%rip),%rdi; mov f_rsi(%rip),%rsi; mov f_rdx(%rip),%rdx\n"
	"movabs $0x0b0b0b0b0b0b0b0b,%rbx; movabs $0x0c0c0c0c0c0c0c0c,%rcx; movabs $0xbbbb0000bbbb1111,%rbp\n"
	"movabs $0x0808080808080808,%r8; movabs $0x0909090909090909,%r9; movabs $0x1010101010101010,%r10\n"
	"movabs $0x1111111111111111,%r11; movabs $0x1212121212121212,%r12; movabs $0xf313131313131313,%r13\n"
	"movabs $0x1414141414141414,%r14; movabs $0xff15151515151515,%r15\n"
	"jmp *f_op(%rip)\n"
	"op_syscall: syscall\nop_syscall_ip: jmp op_after\n"
	"op_kill: mov $62,%eax; syscall; jmp op_after\n"
	"op_load: mov (%rdi),%rax; jmp op_after\n"
	"op_store: mov %rax,(%rdi); jmp op_after\n"
	"op_spin: jmp op_spin; jmp op_after\n"
	"op_int3: int3; jmp op_after\n"
	"op_ud2: ud2; jmp op_after\n"
	"op_div: div %rsi; jmp op_after\n"
	"op_after: mov %rax,f_after(%rip); mov %rbx,f_after+8(%rip); mov %rcx,f_after+16(%rip); mov %rdx,f_after+24(%rip)\n"
	"mov %rsi,f_after+32(%rip); mov %rdi,f_after+40(%rip); mov %rbp,f_after+48(%rip); mov %rsp,f_after+56(%rip)\n"
	"mov %r8,f_after+64(%rip); mov %r9,f_after+72(%rip); mov %r10,f_after+80(%rip); mov %r11,f_after+88(%rip)\n"
	"mov %r12,f_after+96(%rip); mov %r13,f_after+104(%rip); mov %r14,f_after+112(%rip); mov %r15,f_after+120(%rip)\n"
	"mov f_saved_rsp(%rip),%rsp\n"
	"pushfq; popq f_after+128(%rip); cld\n"
	"mov f_mask(%rip),%eax; mov f_mask+4(%rip),%edx; xsave f_xs_after(%rip)\n"
	"fninit; vzeroupper; pushq $0x1f80; ldmxcsr (%rsp); pop %rax\n"
	"pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx; ret\n"
	/* the handler: what the kernel hands over, then C */
	"f_handler: mov %rax,f_entry(%rip); mov %rbx,f_entry+8(%rip); mov %rcx,f_entry+16(%rip); mov %rdx,f_entry+24(%rip)\n"
	"mov %rsi,f_entry+32(%rip); mov %rdi,f_entry+40(%rip); mov %rbp,f_entry+48(%rip); mov %rsp,f_entry+56(%rip)\n"
	"mov %r8,f_entry+64(%rip); mov %r9,f_entry+72(%rip); mov %r10,f_entry+80(%rip); mov %r11,f_entry+88(%rip)\n"
	"mov %r12,f_entry+96(%rip); mov %r13,f_entry+104(%rip); mov %r14,f_entry+112(%rip); mov %r15,f_entry+120(%rip)\n"
	"pushfq; popq f_entry+128(%rip)\n"
	/* the word below the frame was just written by pushfq: the frame itself was not */
	"mov %rsp,%rcx; jmp f_c_handler\n");

static int f_fd = -1, f_quiet;
static u32 f_xsize;
static u64 f_xcr0;
void f_c_handler(int sig, void *si, void *uc, u8 *frame);

static void f_hex(const char *name, const u8 *p, size_t n)
{
	static const u8 fill[32] = { [0 ... 31] = FILL };
	int skipped = 0;
	for (size_t i = 0; i < n; i += 32) {
		size_t m = n - i < 32 ? n - i : 32;
		if (m == 32 && i && !memcmp(p + i, p + i - 32, 32) && !memcmp(p + i, fill, 32)) {
			skipped = 1;
			continue;
		}
		if (skipped)
			say("  *\n");
		skipped = 0;
		char b[160];
		int o = sprintf(b, "  %s+%03zx ", name, i);
		for (size_t k = 0; k < m; k++)
			o += sprintf(b + o, "%s%02x", k % 8 ? "" : " ", p[i + k]);
		say("%s\n", b);
	}
}

void f_c_handler(int sig, void *si, void *uc, u8 *frame)
{
	static u8 copy[16384];
	struct kuc *u = uc;
	struct ksi *k;
	u64 xs = u->mc.fpstate;
	u32 xsize = *(u32 *)(xs + 464 + 16);
	size_t total = xs + xsize + 4 - (u64)frame;
	if (f_quiet)
		goto on;
	say(" frame at %s%+ld, siginfo +%ld, ucontext +%ld, xstate +%ld, size %u, all %zu\n",
	    (char *)frame >= ALT ? "altstack" : "stack", (long)((char *)frame - ((char *)frame >= ALT ? ALT : STK)),
	    (long)((u8 *)si - frame), (long)((u8 *)uc - frame), (long)(xs - (u64)frame), xsize, total);
	static const char *const n[] = { "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "eflags" };
	for (int i = 0; i < 17; i++) {
		u64 v = f_entry[i];
		if (v == (u64)getpid())
			v = 0x0101;
		say("%s%s=%lx", i % 6 ? " " : i ? "\n  " : "  entry ", n[i], (long)v);
	}
	say("\n");
	if (total > sizeof copy) {
		say("frame too large\n");
		_exit(1);
	}
	memcpy(copy, frame, total);
	k = (void *)(copy + 312);
	if (k->rt.pid == getpid())
		k->rt.pid = 0x01010101;
	struct kuc *c = (void *)(copy + 8);
	if (c->mc.rdi == (u64)getpid())
		c->mc.rdi = 0x0101010101010101;
	f_hex("head", copy, 8);
	f_hex("ucontext", copy + 8, 304);
	f_hex("siginfo", copy + 312, 128);
	f_hex("gap", copy + 440, xs - (u64)frame - 440);
	f_hex("xstate", copy + (xs - (u64)frame), xsize + 4);
on:	/* go on behind what would happen again */
	if (f_op == op_load || f_op == op_store || f_op == op_div)
		u->mc.rip += 3;
	else if (f_op == op_spin || f_op == op_ud2)
		u->mc.rip += 2;
	if (f_fd >= 0)
		write(f_fd, "x", 1);
	(void)sig;
}

static void f_state(int init)
{
	u32 a, b, c, d;
	memset(f_xs, 0, sizeof f_xs);
	memset(f_xs_after, 0, sizeof f_xs_after);
	__asm__("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
	f_xcr0 = ((u64)d << 32) | a;
	f_mask = f_xcr0 & 0xe7;	/* x87 SSE AVX and AVX-512; the protection keys stay */
	__cpuid_count(0xd, 0, a, b, c, d);
	f_xsize = b;
	*(u16 *)(f_xs + 0) = 0x37f;
	*(u32 *)(f_xs + 24) = 0x1f80;
	if (init)
		return;		/* xstate_bv 0: everything at its initial state */
	*(u16 *)(f_xs + 0) = 0x27f;		/* FCW: double precision */
	*(u16 *)(f_xs + 2) = 3 << 11;		/* FSW: top of stack 3 */
	f_xs[4] = 0xa8;				/* FTW: some registers in use */
	*(u32 *)(f_xs + 24) = 0x9fa5;		/* MXCSR: flush to zero, sticky flags */
	for (int r = 0; r < 8; r++)
		for (int i = 0; i < 10; i++)
			f_xs[32 + 16 * r + i] = (u8)(0x80 + 16 * r + i);
	for (int r = 0; r < 16; r++)
		for (int i = 0; i < 16; i++)
			f_xs[160 + 16 * r + i] = (u8)(16 * r + i + 1);
	for (int comp = 2; comp < 8; comp++) {
		if (!(f_mask >> comp & 1))
			continue;
		__cpuid_count(0xd, comp, a, b, c, d);
		for (u32 i = 0; i < a && b + i < XMAX; i++)
			f_xs[b + i] = (u8)(comp * 29 + i * 7 + 1);
	}
	*(u64 *)(f_xs + 512) = f_mask;
}

static void f_run(const char *name, int init)
{
	if (!f_quiet)
		say("== %s%s\n", name, init ? ", initial vector state" : "");
	memset(STK, FILL, SZ);
	memset(ALT, FILL, SZ);
	f_state(init);
	f_rsp = (u64)STK + SZ - 4096;
	f_flags = 0xed7;
	f_trigger();
	if (f_quiet)
		return;
	f_after[4] = f_after[4] == (u64)getpid() ? 0x0101 : f_after[4];
	f_after[5] = f_after[5] == (u64)getpid() ? 0x0101 : f_after[5];
	say(" after");
	for (int i = 0; i < 17; i++)
		if (i != 2 && i != 7)
			say(" %lx", (long)f_after[i]);
	*(u64 *)(f_xs_after + 512) &= f_mask;
	int same = !memcmp(f_xs, f_xs_after, 6) && !memcmp(f_xs + 24, f_xs_after + 24, 4)
		&& !memcmp(f_xs + 32, f_xs_after + 32, 384) && !memcmp(f_xs + 576, f_xs_after + 576, sizeof f_xs - 576);
	say("\n vector state %s\n", same ? "as before" : "CHANGED");
}
static void f_sys(long n, long a, long b, long c)
{
	f_op = op_syscall;
	f_rax = (u64)n;
	f_rdi = (u64)a;
	f_rsi = (u64)b;
	f_rdx = (u64)c;
}
static void f_timer(long us)
{
	struct itimerval it = { { 0, 0 }, { 0, us } };
	OK(setitimer(ITIMER_REAL, &it, 0));
}
static void f_start(char **argv)
{
	if (!(personality(0xffffffff) & ADDR_NO_RANDOMIZE)) {
		OK(personality(ADDR_NO_RANDOMIZE));
		execv("/proc/self/exe", argv);
		die("execv");
	}
	u32 a, b, c, d;
	__cpuid(1, a, b, c, d);
	if (!(c & bit_OSXSAVE) || !(c & bit_AVX)) {
		say("no AVX here\n");
		exit(0);
	}
	if (mmap(STK, SZ, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != STK
	    || mmap(ALT, SZ, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != ALT)
		die("mmap");
}
static UNUSED void f_all(int flags)
{
	static u64 m;
	static u64 mask = BIT(SIGUSR2) | BIT(SIGHUP);
	static char buf[8];
	int p[2];
	for (int s = 1; s <= 64; s++)
		if (s != SIGKILL && s != SIGSTOP)
			ksigaction(s, f_handler, (u64)(unsigned)flags, mask);
	for (int init = 0; init < 2; init++) {
		f_sys(SYS_kill, getpid(), SIGUSR1, 0x2222);
		f_run("kill(self)", init);
	}
	f_rax = 0xaaaaaaaaaaaaaaaa; f_rdi = 0x66660000; f_rsi = 0; f_rdx = 0x7777777777777777;
	f_op = op_load; f_run("load from nowhere", 0);
	f_op = op_store; f_rdi = 0x7ff000000000; f_run("store to nowhere", 1);
	f_op = op_load; f_rdi = 0x8000000000000000; f_run("load, not canonical", 0);
	f_op = op_store; f_rdi = (u64)t_restorer; f_run("store into code", 0);
	f_sys(SYS_kill, getpid(), SIGUSR1, 0x2222); f_run("kill(self) after faults", 0);
	f_op = op_int3; f_run("int3", 0);
	f_op = op_ud2; f_run("ud2", 0);
	f_op = op_div; f_rsi = 0; f_run("division by zero", 0);
	f_op = op_spin;
	f_timer(20000); f_run("timer while spinning", 0);
	f_timer(20000); f_run("timer while spinning", 1);
	kmask(SIG_BLOCK, BIT(RT(2)) | BIT(SIGTERM));
	sigqueue(getpid(), RT(2), (union sigval){ .sival_ptr = (void *)0x1234567890abcdef });
	m = BIT(SIGWINCH);
	f_sys(SYS_rt_sigsuspend, (long)&m, 8, 0x3333);
	f_run("sigsuspend, queued signal", 0);
	kmask(SIG_UNBLOCK, ~0ull);
	OK(pipe(p));
	for (int restart = 0; restart < 2; restart++) {
		for (int k = 0; k < 2; k++) {
			ksigaction(SIGALRM, f_handler, (u64)(unsigned)flags | (restart ? SA_RESTART : 0), mask);
			f_fd = restart ? p[1] : -1;
			f_timer(30000);
			f_sys(SYS_read, p[0], (long)buf, 1);
			f_run(restart ? "read, restarted" : "read, interrupted", k);
		}
	}
	f_fd = -1;
	static struct timespec ts = { 10, 0 };
	f_timer(30000);
	f_sys(SYS_nanosleep, (long)&ts, 0, 0);
	f_run("nanosleep, interrupted", 0);
	close(p[0]);
	close(p[1]);
}
