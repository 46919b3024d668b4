/* SPDX-License-Identifier: MIT */
/*
 * Exceptions as signals: one table (Intel SDM, volume 3, 6.15; what Linux
 * gives for each was observed on 6.18, or read in sigaction(2)).
 */
#include "kernel.h"

enum code {
	CODE_KERNEL = LINUX_SI_KERNEL,
	CODE_X87 = -100,	/* by the x87 status word */
	CODE_SSE,		/* by MXCSR */
	CODE_DEBUG,		/* by DR6 */
};
enum addr { ADDR_NONE, ADDR_IP };
#define SEGV_CPERR	10
#define FPE_INTOVF	2
#define FPE_FLTDIV	3
#define FPE_FLTOVF	4
#define FPE_FLTUND	5
#define FPE_FLTRES	6
#define FPE_FLTINV	7
#define DR6_STEP	0x4000u
#define TRAP_HWBKPT	4

static const struct row {
	const char *name;
	int sig;
	int code;
	enum addr addr;
} faults[32] = {
	[0] = { "#DE", LINUX_SIGFPE, LINUX_FPE_INTDIV, ADDR_IP },
	[1] = { "#DB", LINUX_SIGTRAP, CODE_DEBUG, ADDR_IP },
	[3] = { "#BP", LINUX_SIGTRAP, CODE_KERNEL, ADDR_NONE },
	[4] = { "#OF", LINUX_SIGSEGV, CODE_KERNEL, ADDR_NONE },
	[5] = { "#BR", LINUX_SIGSEGV, CODE_KERNEL, ADDR_NONE },
	[6] = { "#UD", LINUX_SIGILL, LINUX_ILL_ILLOPN, ADDR_IP },
	[7] = { "#NM", LINUX_SIGSEGV, CODE_KERNEL, ADDR_NONE },
	[8] = { "#DF", LINUX_SIGSEGV, CODE_KERNEL, ADDR_NONE },
	[9] = { "#CS", LINUX_SIGFPE, CODE_KERNEL, ADDR_NONE },
	[10] = { "#TS", LINUX_SIGSEGV, CODE_KERNEL, ADDR_NONE },
	[11] = { "#NP", LINUX_SIGBUS, CODE_KERNEL, ADDR_NONE },
	[12] = { "#SS", LINUX_SIGBUS, CODE_KERNEL, ADDR_NONE },
	[13] = { "#GP", LINUX_SIGSEGV, CODE_KERNEL, ADDR_NONE },
	/* 14, #PF: fault_memory() */
	[16] = { "#MF", LINUX_SIGFPE, CODE_X87, ADDR_IP },
	[17] = { "#AC", LINUX_SIGBUS, LINUX_BUS_ADRALN, ADDR_NONE },
	[18] = { "#MC", LINUX_SIGBUS, LINUX_BUS_MCEERR_AR, ADDR_NONE },
	[19] = { "#XM", LINUX_SIGFPE, CODE_SSE, ADDR_IP },
	[20] = { "#VE", LINUX_SIGSEGV, CODE_KERNEL, ADDR_NONE },
	[21] = { "#CP", LINUX_SIGSEGV, SEGV_CPERR, ADDR_NONE },
};

static void force(struct ksig_regs *r, int sig, int code, uint64_t addr,
		  const struct ksig_fault *fault)
{
	struct linux_siginfo info = { .si_signo = sig, .si_code = code };

	(void)r;
	info.u.fault.addr = addr;
	ksig_force_fault(&current()->t, &info, fault);
}

/* Unmasked exceptions, the one that is reported first of several. */
static int float_code(uint32_t flags)
{
	if (flags & 0x01)
		return FPE_FLTINV;
	if (flags & 0x04)
		return FPE_FLTDIV;
	if (flags & 0x08)
		return FPE_FLTOVF;
	if (flags & 0x12)		/* denormal, underflow */
		return FPE_FLTUND;
	return flags & 0x20 ? FPE_FLTRES : 0;
}

static int x87_code(struct thread *t)
{
	uint16_t cw, sw;

	xstate_save(t->xstate);
	memcpy(&cw, t->xstate, sizeof(cw));
	memcpy(&sw, t->xstate + 2, sizeof(sw));
	return float_code(sw & ~cw & 0x3fu);
}

static int sse_code(struct thread *t)
{
	uint32_t mxcsr;

	xstate_save(t->xstate);
	memcpy(&mxcsr, t->xstate + 24, sizeof(mxcsr));
	return float_code(mxcsr & ~(mxcsr >> 7) & 0x3f);
}

static int debug_code(void)
{
	uint64_t dr6;

	__asm__ volatile("mov %%dr6, %0" : "=r"(dr6));
	__asm__ volatile("mov %0, %%dr6" : : "r"(0xffff0ff0ull));
	return dr6 & DR6_STEP ? LINUX_TRAP_TRACE :
	       dr6 & 0xf ? TRAP_HWBKPT : LINUX_TRAP_BRKPT;
}

void fault_user(struct ksig_regs *r, uint32_t vector, uint64_t err)
{
	const struct row *f = &faults[vector];
	struct ksig_fault fault = { vector, err, current()->t.fault.cr2 };
	int code = f->code;

	if (!f->sig)
		panic(r, "exception %u has no signal", vector);
	if (code == CODE_X87)
		code = x87_code(current());
	else if (code == CODE_SSE)
		code = sse_code(current());
	else if (code == CODE_DEBUG)
		code = debug_code();
	if ((code == 0) && f->sig == LINUX_SIGFPE)
		return;			/* the exception is gone again */
	force(r, f->sig, code, f->addr == ADDR_IP ? r->ip : 0, &fault);
}

/*
 * With options.sigreturn == RETURN_FAULT a handler without restorer returns
 * to RETURN_ADDRESS, where nothing can be mapped: this fault is its return.
 */
static bool is_sigreturn(const struct ksig_regs *r, uint64_t addr)
{
	return options.sigreturn == RETURN_FAULT && addr == RETURN_ADDRESS &&
	       r->ip == RETURN_ADDRESS;
}

void fault_memory(struct ksig_regs *r, uint64_t addr, uint64_t err, int code)
{
	struct ksig_fault fault = { 14, err, addr };
	int sig = code & FAULT_IS_BUS ? LINUX_SIGBUS : LINUX_SIGSEGV;

	if (is_sigreturn(r, addr)) {
		current()->call = (struct ksig_call){
			.nr = LINUX_NR_rt_sigreturn,
		};
		ksig_call(current(), &current()->call);
		return;
	}
	force(r, sig, code & ~FAULT_IS_BUS, addr, &fault);
}
