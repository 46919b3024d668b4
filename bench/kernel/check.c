/* SPDX-License-Identifier: MIT */
/*
 * What a kernel has to keep while it is fast: that counts compare the same
 * semantics. Everything here is run before anything is counted.
 */
#include "guest.h"

#define RT (SIGRTMIN + 2)
#define FLAG_DF 0x400UL
#define FLAG_CF 0x1UL
#define MXCSR_ODD 0x9fc0U	/* flush to zero, denormals are zero */
#define CPUID_OSXSAVE (1U << 27)
#define CPUID_AVX (1U << 28)
#define XCR0_AVX 6U

/* Laid out for regs_across() in regs.S. */
struct regs {
	uint64_t r[9];
	uint64_t flags;
	uint32_t mxcsr, pad;
	double x87;
	uint64_t xmm[32];
};

void regs_across(const struct regs *in, struct regs *out, long pid, long tid,
	long sig);
void ymm_across(const uint64_t *in, uint64_t *out, long pid, long tid,
	long sig);
void regs_spoil(bool has_avx);

static bool has_avx;
static volatile int nr_ran;
static siginfo_t seen;
static struct ucontext *seen_uc;
static unsigned long seen_mask, seen_flags;

static void look(int sig, siginfo_t *info, void *uc)
{
	(void)sig;
	__asm__ volatile("pushfq; popq %0" : "=r"(seen_flags));
	nr_ran++;
	seen = *info;
	seen_uc = uc;
	seen_mask = set_mask(SIG_BLOCK, 0);
	regs_spoil(has_avx);
}

static bool find_avx(void)
{
	uint32_t a = 1, b, c = 0, d;

	__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	if ((c & (CPUID_OSXSAVE | CPUID_AVX)) !=
	    (CPUID_OSXSAVE | CPUID_AVX))
		return false;
	__asm__ volatile("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
	return (a & XCR0_AVX) == XCR0_AVX;
}

static void check_registers(void)
{
	struct regs in = { .flags = 0x202 | FLAG_DF | FLAG_CF,
		.mxcsr = MXCSR_ODD, .x87 = 0.15625 };
	struct regs out = { .pad = 0 };
	uint64_t ymm[64], ymm_out[64] = { 0 };
	size_t i;
	bool is_same = true;

	for (i = 0; i < 9; i++)
		in.r[i] = 0x1111111111111111UL * (i + 1);
	for (i = 0; i < 32; i++)
		in.xmm[i] = 0x0123456789abcdefUL * (i + 3);
	for (i = 0; i < 64; i++)
		ymm[i] = 0x0f1e2d3c4b5a6978UL * (i + 5);
	nr_ran = 0;
	regs_across(&in, &out, my_pid, my_tid, SIGUSR1);
	expect(nr_ran == 1, "the handler has run before tgkill returns");
	for (i = 0; i < 9; i++)
		is_same &= in.r[i] == out.r[i];
	expect(is_same, "integer registers and the red zone survive");
	expect((out.flags & 0xcd5) == (in.flags & 0xcd5), "flags survive");
	expect(!(seen_flags & FLAG_DF), "a handler starts with DF clear");
	expect(out.mxcsr == in.mxcsr, "mxcsr survives");
	expect(out.x87 == in.x87, "x87 survives");
	is_same = true;
	for (i = 0; i < 32; i++)
		is_same &= in.xmm[i] == out.xmm[i];
	expect(is_same, "xmm registers survive");
	if (!has_avx)
		return;
	ymm_across(ymm, ymm_out, my_pid, my_tid, SIGUSR1);
	is_same = true;
	for (i = 0; i < 64; i++)
		is_same &= ymm[i] == ymm_out[i];
	expect(is_same, "ymm registers survive");
}

static void check_frame(void)
{
	long uid = sys0(__NR_getuid);

	nr_ran = 0;
	thread_kill(my_tid, SIGUSR1);
	expect(nr_ran == 1 && seen.si_signo == SIGUSR1 &&
		seen.si_code == SI_TKILL && seen.si_pid == my_pid &&
		seen.si_uid == uid, "tgkill's siginfo");
	expect(seen_mask == (SET(SIGUSR1) | SET(SIGUSR2)),
		"the handler's mask: the signal and sa_mask");
	expect(seen_uc->uc_sigmask == 0 && seen_uc->uc_mcontext.fpstate,
		"the frame: mask and floating point state");
	expect(set_mask(SIG_BLOCK, 0) == 0, "the mask after the handler");
}

static void check_mask(void)
{
	unsigned long pending = 0;

	nr_ran = 0;
	set_mask(SIG_BLOCK, SET(SIGUSR1));
	thread_kill(my_tid, SIGUSR1);
	thread_kill(my_tid, SIGUSR1);
	sys4(__NR_rt_sigpending, (long)&pending, 8, 0, 0);
	expect(nr_ran == 0 && pending == SET(SIGUSR1),
		"a blocked signal is pending");
	set_mask(SIG_SETMASK, 0);
	expect(nr_ran == 1, "it comes, once, with the old mask");
}

static void check_query(void)
{
	struct action old = { .flags = 0 };

	expect(!sys4(__NR_rt_sigaction, SIGUSR1, 0, (long)&old, 8) &&
		old.handler == look &&
		old.flags == (SA_SIGINFO | SA_RESTORER) &&
		old.restorer == restorer && old.mask == SET(SIGUSR2),
		"rt_sigaction tells what was set");
	expect(sys4(__NR_rt_sigaction, 65, 0, (long)&old, 8) == -22,
		"rt_sigaction of no signal");
}

static void check_queue(void)
{
	unsigned long set = SET(RT);
	long zero[2] = { 0, 0 };
	siginfo_t info = { .si_signo = RT }, got;
	int i;

	set_mask(SIG_BLOCK, set);
	for (i = 1; i <= 3; i++) {
		info.si_code = SI_QUEUE;
		info.si_pid = (int)my_pid;
		info.si_value.sival_ptr = (void *)(0x100000000UL + (unsigned)i);
		expect(!sys4(__NR_rt_sigqueueinfo, my_pid, RT, (long)&info, 0),
			"rt_sigqueueinfo");
	}
	for (i = 1; i <= 3; i++) {
		expect(sys4(__NR_rt_sigtimedwait, (long)&set, (long)&got,
			(long)zero, 8) == RT && got.si_code == SI_QUEUE &&
			got.si_value.sival_ptr ==
			(void *)(0x100000000UL + (unsigned)i),
			"queued signals come in their order, with values");
	}
	expect(sys4(__NR_rt_sigtimedwait, (long)&set, (long)&got, (long)zero,
		8) == -11, "rt_sigtimedwait of nothing times out");
	set_mask(SIG_SETMASK, 0);
}

void check_all(void)
{
	has_avx = find_avx();
	expect(!handle(SIGUSR1, look, 0, SET(SIGUSR2)), "rt_sigaction");
	set_mask(SIG_SETMASK, 0);
	check_registers();
	check_frame();
	check_mask();
	check_query();
	check_queue();
	say_number("checked avx", has_avx);
	say_number("bad", nr_bad);
	say_end();
}
