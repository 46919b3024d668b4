/* SPDX-License-Identifier: MIT */
/*
 * What this machine does with a frame that nobody would build.
 *
 * Two answers differ from machine to machine, as processors, kernels and
 * hypervisors differ: the error code of a return to bad selectors, and whether
 * a legacy image of the extended state may lie anywhere. So a child of the
 * runner, which is nobody's guest, tries it natively. That takes under a
 * millisecond, and only a forged frame asks for it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>
#include "internal.h"

#define STACK_BYTES	65536u
#define IMAGE_BYTES	16384u	/* more than any extended state so far */
#define LOW_ADDRESS	4096
#define XSTATE_SW	464u	/* its size is the second word there */

/* The child's findings, and what it needs, in memory shared with it. */
struct trial {
	uint16_t cs, ss;	/* selectors to return to; 0: as they are */
	bool low;		/* to an address that 32-bit code can have */
	bool fx_odd;		/* a legacy image at an odd address */
	bool survived, faulted;
	uint64_t err;		/* in the fault's frame */
	uint8_t stack[STACK_BYTES];
	uint8_t image[IMAGE_BYTES];
};
static struct trial *trial;

/* cs is the first of four selectors in this word (ucontext.h). */
static void set_selectors(ucontext_t *uc, uint16_t cs, uint16_t ss)
{
	uint16_t s[4];
	greg_t *word = &uc->uc_mcontext.gregs[REG_CSGSFS];

	memcpy(s, word, sizeof(s));
	s[0] = cs ? cs : s[0];
	s[3] = ss ? ss : s[3];
	memcpy(word, s, sizeof(s));
}

/* Without its magic number an image is legacy state alone. */
static void move_image(ucontext_t *uc)
{
	const uint8_t *from = (const void *)uc->uc_mcontext.fpregs;
	const size_t fxsave_bytes = 512;
	uint8_t *to = trial->image + 1;

	memcpy(to, from, fxsave_bytes);
	memset(to + XSTATE_SW, 0, sizeof(uint32_t));
	uc->uc_mcontext.fpregs = (void *)to;
}

static void forge(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	(void)info;
	if (trial->fx_odd)
		move_image(uc);
	set_selectors(uc, trial->cs, trial->ss);
	/* Nothing is there, but it does not get so far. */
	if (trial->low)
		uc->uc_mcontext.gregs[REG_RIP] = LOW_ADDRESS;
}

static void fault(int sig, siginfo_t *info, void *context)
{
	const ucontext_t *uc = context;

	(void)sig;
	(void)info;
	trial->err = (uint64_t)uc->uc_mcontext.gregs[REG_ERR];
	trial->faulted = true;
	_exit(0);
}

static _Noreturn void child(void)
{
	static const int faults[] = { SIGSEGV, SIGBUS, SIGILL, SIGTRAP };
	struct sigaction a = { .sa_flags = SA_SIGINFO | SA_ONSTACK };
	stack_t ss = { .ss_sp = trial->stack, .ss_size = STACK_BYTES };
	sigset_t all;
	size_t i;

	sigaltstack(&ss, NULL);
	a.sa_sigaction = fault;
	for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		sigaction(faults[i], &a, NULL);
	a.sa_flags = SA_SIGINFO;
	a.sa_sigaction = forge;
	sigaction(SIGUSR1, &a, NULL);
	sigemptyset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	kill(getpid(), SIGUSR1);
	trial->survived = true;
	_exit(0);
}

/* True: it ran to an end, trial says to which. */
static bool run(uint16_t cs, uint16_t ss, bool low, bool fx_odd)
{
	pid_t pid;

	trial = mmap(NULL, sizeof(*trial), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (trial == MAP_FAILED)
		return false;
	trial->cs = cs;
	trial->ss = ss;
	trial->low = low;
	trial->fx_odd = fx_odd;
	pid = fork();
	if (pid == 0)
		child();
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return pid > 0 && (trial->faulted || trial->survived);
}

static void done(void)
{
	if (trial != MAP_FAILED)
		munmap(trial, sizeof(*trial));
}

/* The last answers: a program that asks once asks again. */
static struct {
	uint16_t cs, ss;
	bool low;
	uint64_t err;
} selectors;
static enum { FX_UNKNOWN, FX_ALIGNED, FX_ANYWHERE } fx;

static bool is_known(uint16_t cs, uint16_t ss, bool low)
{
	return selectors.cs == cs && selectors.ss == ss &&
	       selectors.low == low;
}

/* The error code of the fault after a return to cs:ss; *err stays without.
 * low: to an address below 4 GiB. */
void probe_selectors(uint16_t cs, uint16_t ss, bool low, uint64_t *err)
{
	if (!is_known(cs, ss, low)) {
		if (run(cs, ss, low, false) && trial->faulted) {
			selectors.cs = cs;
			selectors.ss = ss;
			selectors.low = low;
			selectors.err = trial->err;
		}
		done();
	}
	if (is_known(cs, ss, low))
		*err = selectors.err;
}

/* May a legacy image lie at any address (else at multiples of 16)? */
bool probe_fx_anywhere(struct ksig *k)
{
	(void)k;
	if (fx == FX_UNKNOWN) {
		fx = run(0, 0, false, true) && trial->survived ? FX_ANYWHERE :
							  FX_ALIGNED;
		done();
	}
	return fx == FX_ANYWHERE;
}

#define XSAVE_HEADER_END 576u

#define MXCSR_OFF	24u
#define MXCSR_INIT	0x1f80u

/*
 * All components into an image whose first bytes were byte before. They are in
 * their initial state: what memset() has left in a register would seem to be
 * what it wrote.
 */
static void xsave_over(uint8_t *image, int byte, size_t bytes)
{
	static uint8_t init[IMAGE_BYTES] __attribute__((aligned(64)));
	static uint8_t kept[IMAGE_BYTES] __attribute__((aligned(64)));
	const uint32_t mxcsr = MXCSR_INIT;

	memcpy(init + MXCSR_OFF, &mxcsr, sizeof(mxcsr));
	memset(image, byte, bytes);
	/* It wants a header of zeros, which it fills. */
	memset(image + 512, 0, 64);
	__asm__ volatile("xsave64 (%0)\n\t"
			 "xrstor64 (%1)\n\t"
			 "xsave64 (%2)\n\t"
			 "xrstor64 (%0)"
			 : : "r"(kept), "r"(init), "r"(image), "a"(-1),
			     "d"(-1)
			 : "memory");
}

/*
 * What an XSAVE leaves alone behind the header: room for components that this
 * processor has not (AMD's with PKRU, but without AVX-512), and the end of
 * PKRU's own.
 */
void probe_xstate_gaps(struct ksig_config *c)
{
	static uint8_t one[IMAGE_BYTES] __attribute__((aligned(64)));
	static uint8_t two[IMAGE_BYTES] __attribute__((aligned(64)));
	uint32_t n = 0, i, end;

	if (c->xstate_bytes <= XSAVE_HEADER_END ||
	    c->xstate_bytes > IMAGE_BYTES)
		return;
	xsave_over(one, 0xa5, c->xstate_bytes);
	xsave_over(two, 0x5a, c->xstate_bytes);
	for (i = XSAVE_HEADER_END; i < c->xstate_bytes; i = end) {
		end = i;
		while (end < c->xstate_bytes && one[end] == 0xa5 &&
		       two[end] == 0x5a)
			end++;
		if (end == i)
			end++;
		else if (n < KSIG_XSTATE_GAPS_MAX)
			c->xstate_gaps[n++] = (struct ksig_gap){ i, end - i };
	}
}
