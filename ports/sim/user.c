/* SPDX-License-Identifier: MIT */
/*
 * User mode: a program's C code runs on its coroutine, its registers are kept
 * beside it. The instruction pointer says what is to be done next, as a
 * processor would: make a call, run a handler, go on with the C code.
 *
 * A handler's C code runs on top of the C code it interrupts. Each such
 * stretch is a level; its simulated stack pointer says to which level a
 * sigreturn goes back.
 */
#include <setjmp.h>
#include <string.h>
#include "internal.h"

#define CS_USER		0x33u
#define SS_USER		0x2bu
#define FLAGS_INIT	0x202u
#define NOT_IN_CALL	UINT64_MAX
#define FLAGS_TF	0x100u
#define TRAP_DB		1u
#define TRAP_GP		13u
#define TRAP_PAGE_FAULT	14u
#define PF_USER_WRITE	0x6u	/* error code: user mode, write */
#define PF_USER_EXEC	0x14u	/* error code: user mode, instruction fetch */

void sim_regs_init(struct sim_task *t)
{
	memset(&t->regs, 0, sizeof(t->regs));
	t->regs.ip = SIM_IP_CODE;
	t->regs.sp = t->stack_top;
	t->regs.cs = CS_USER;
	t->regs.ss = SS_USER;
	t->regs.flags = FLAGS_INIT;
	t->regs.orig_ax = NOT_IN_CALL;
}

/* From the kernel, with the result of what was done there in the registers. */
static void return_to_user(struct sim_task *t)
{
	enum ksig_outcome outcome;

	for (;;) {
		sim_sleep_begin(t);
		outcome = ksig_return_to_user(&t->t);
		if (outcome == KSIG_RUN)
			break;
		if (outcome != KSIG_PARK)
			sim_die(t, outcome == KSIG_DUMP);
		sim_sleep(t, NULL, SIM_NEVER, SIM_SLEEP_STOPPED);
	}
	if (t->s->o.check_always && t->s->o.cpus == 1)
		ksig_check(&t->s->k);
	t->regs.orig_ax = NOT_IN_CALL;
	sim_leave(t);
}

/* The instruction at SIM_IP_CALL. */
static void make_call(struct sim_task *t)
{
	int64_t nr = (int64_t)t->regs.ax, ret;

	t->regs.ip = SIM_IP_CALLED;
	t->regs.cx = t->regs.ip;
	t->regs.r11 = t->regs.flags;
	t->regs.orig_ax = (uint64_t)nr;
	t->regs.ax = (uint64_t)-LINUX_ENOSYS;
	sim_enter(t);
	if (sim_trap_entry(t)) {
		ret = sim_syscall(t, nr);
		if (ret != SIM_NO_RESULT)
			t->regs.ax = (uint64_t)ret;
		sim_trap_return(t);
	}
	return_to_user(t);
}

/* The restorer: pops nothing, the handler's return has popped pretcode. */
static void make_sigreturn(struct sim_task *t, uint64_t frame)
{
	t->regs.sp = frame + sizeof(uint64_t);
	t->regs.ip = SIM_IP_CALL;
	t->regs.ax = LINUX_NR_rt_sigreturn;
	make_call(t);
}

static void force(struct sim_task *t, const struct linux_siginfo *info,
		  const struct ksig_fault *fault)
{
	sim_enter(t);
	t->regs.orig_ax = NOT_IN_CALL;
	ksig_force_fault(&t->t, info, fault);
	return_to_user(t);
}

/* There is no code at ip. */
static void fetch_fault(struct sim_task *t)
{
	struct linux_siginfo info = {
		.si_signo = LINUX_SIGSEGV, .si_code = LINUX_SEGV_MAPERR,
	};
	struct ksig_fault fault = {
		TRAP_PAGE_FAULT, PF_USER_EXEC, t->regs.ip,
	};

	info.u.fault.addr = t->regs.ip;
	if ((int64_t)(t->regs.ip << 16) >> 16 != (int64_t)t->regs.ip) {
		/* Not canonical: no page fault, and no address is told. */
		info.si_code = LINUX_SI_KERNEL;
		info.u.fault.addr = 0;
		fault = (struct ksig_fault){ TRAP_GP, 0, t->t.fault.cr2 };
	}
	force(t, &info, &fault);
}

/* The trace flag: after each instruction. */
static void step_trap(struct sim_task *t)
{
	struct linux_siginfo info = {
		.si_signo = LINUX_SIGTRAP, .si_code = LINUX_TRAP_TRACE,
	};
	struct ksig_fault fault = { TRAP_DB, 0, t->t.fault.cr2 };

	info.u.fault.addr = t->regs.ip;
	force(t, &info, &fault);
}

static bool is_code(uint64_t ip)
{
	return ip == SIM_IP_CODE || ip == SIM_IP_CALLED ||
	       ip == SIM_IP_FAULT || ip == SIM_IP_FAULTED;
}

/* The stack pointer is another level's: its code goes on, not this one's. */
static void find_level(struct sim_task *t)
{
	struct sim_level *l;

	if (!is_code(t->regs.ip) || t->regs.sp == t->level->sp)
		return;
	for (l = t->level->outer; l; l = l->outer)
		if (l->sp == t->regs.sp) {
			t->level = l;
			longjmp(l->back, 1);
		}
}

/*
 * The handler's address is in ip, its arguments in the registers. A sigreturn
 * in it, or deeper, may come back to the level below: then from here.
 */
static void run_handler(struct sim_task *t)
{
	const uint64_t frame = t->regs.sp;
	struct sim_level level = { .outer = t->level, .sp = frame };
	int slot = (int)((t->regs.ip - SIM_IP_HANDLER) / 16);

	if (setjmp(level.outer->back) != 0)
		return;
	t->level = &level;
	t->regs.ip = SIM_IP_CODE;
	t->s->handler(t, slot, t->regs.di, t->regs.si, t->regs.dx);
	t->level = level.outer;
	make_sigreturn(t, frame);
}

static bool is_handler(uint64_t ip)
{
	return ip >= SIM_IP_HANDLER && ip % 16 == 0 &&
	       ip < SIM_IP_HANDLER + 16 * SIM_HANDLERS_MAX;
}

/* Do what the registers say until the C code of this level goes on. */
static void run_until_code(struct sim_task *t)
{
	for (;;) {
		find_level(t);
		if (is_code(t->regs.ip) && !(t->regs.flags & FLAGS_TF))
			return;
		if (is_code(t->regs.ip))
			step_trap(t);
		else if (t->regs.ip == SIM_IP_CALL)
			make_call(t);
		else if (is_handler(t->regs.ip))
			run_handler(t);
		else
			fetch_fault(t);
	}
}

void sim_first_return(struct sim_task *t)
{
	return_to_user(t);
	run_until_code(t);
}

int64_t sim_call(struct sim_task *t, int64_t nr, const uint64_t arg[6])
{
	t->regs.ax = (uint64_t)nr;
	t->regs.di = arg[0];
	t->regs.si = arg[1];
	t->regs.dx = arg[2];
	t->regs.r10 = arg[3];
	t->regs.r8 = arg[4];
	t->regs.r9 = arg[5];
	t->regs.ip = SIM_IP_CALL;
	run_until_code(t);
	return (int64_t)t->regs.ax;
}

void sim_sigreturn(struct sim_task *t, uint64_t frame)
{
	make_sigreturn(t, frame);
	run_until_code(t);
	sim_refuse(t->s, "a program goes on behind its rt_sigreturn(2)");
}

uint64_t sim_mark(const struct sim_task *t)
{
	return (uint64_t)(uintptr_t)t->level;
}

void sim_unwind(struct sim_task *t, uint64_t mark)
{
	t->level = (struct sim_level *)(uintptr_t)mark;
	t->regs.sp = t->level->sp;
}

void sim_fault(struct sim_task *t, const struct linux_siginfo *info,
	       const struct ksig_fault *fault, bool is_trap)
{
	do {
		t->regs.ip = is_trap ? SIM_IP_FAULTED : SIM_IP_FAULT;
		force(t, info, fault);
		run_until_code(t);
	} while (t->regs.ip == SIM_IP_FAULT);
}

/*
 * A push below the lowest page of the stack. A handler elsewhere comes back
 * to this level, whose stack pointer is there meanwhile.
 */
void sim_fault_stack(struct sim_task *t)
{
	const uint64_t sp = t->regs.sp;
	uint64_t low = t->stack_top - SIM_USTACK_BYTES + SIM_PAGE_BYTES;
	struct linux_siginfo info = {
		.si_signo = LINUX_SIGSEGV, .si_code = LINUX_SEGV_ACCERR,
	};
	struct ksig_fault fault = {
		TRAP_PAGE_FAULT, PF_USER_WRITE, low - sizeof(uint64_t),
	};

	info.u.fault.addr = fault.cr2;
	t->regs.sp = t->level->sp = low;
	sim_fault(t, &info, &fault, false);
	t->regs.sp = t->level->sp = sp;
}

/* ---------------------------------------------- in user mode, without calls */

/* Until deadline_ns, or a step has been given. False: time is up. */
static bool user_mode(struct sim_task *t, uint64_t deadline_ns)
{
	enum sim_slept slept = SIM_SLEPT_SIGNAL;

	t->regs.ip = SIM_IP_CODE;
	sim_sleep_begin(t);
	if (__atomic_load_n(&t->t.has_deliverable, __ATOMIC_ACQUIRE))
		sim_enter(t);
	else
		slept = sim_sleep(t, NULL, deadline_ns, SIM_SLEEP_USER);
	if (t->spins_since_ns != SIM_NEVER)
		t->spun_ns = t->s->now_ns - t->spins_since_ns;
	sim_spin_end(t);
	if (slept == SIM_SLEPT_SIGNAL) {
		return_to_user(t);
		run_until_code(t);
	}
	sim_leave(t);
	return slept != SIM_SLEPT_TIMEOUT;
}

void sim_idle(struct sim_task *t)
{
	t->doing = SIM_IDLE;
	while (!t->idle_end)
		user_mode(t, SIM_NEVER);
	t->idle_end = false;
	t->doing = SIM_WAITS;
}

void sim_idle_end(struct sim_task *t)
{
	t->idle_end = true;
	sim_wake_thread(&t->th);
}

void sim_spin(struct sim_task *t, uint64_t cpu_ns)
{
	uint64_t end_ns;
	bool goes_on;

	t->doing = SIM_SPINS;
	do {
		sim_spin_begin(t);
		end_ns = sim_after(t->s, cpu_ns);
		goes_on = user_mode(t, end_ns);
		/* What handlers have slept is no CPU time. */
		if (cpu_ns != SIM_NEVER)
			cpu_ns -= t->spun_ns < cpu_ns ? t->spun_ns : cpu_ns;
	} while (goes_on && cpu_ns);
	t->doing = SIM_WAITS;
}
