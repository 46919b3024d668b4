/* SPDX-License-Identifier: MIT */
/* Instructions that fault, as x86-64 and Linux report them. */
#include "internal.h"
#include "machine.h"

/* Exception numbers and error codes: Intel SDM, volume 3, 6.15. */
enum { TRAP_DE = 0, TRAP_BP = 3, TRAP_UD = 6, TRAP_GP = 13, TRAP_PF = 14 };
#define PF_WRITE	2u
#define PF_USER		4u
#define AUDIT_ARCH_X86_64	0xc000003eu
#define NR_TRAPPED	10000	/* machine.h: SCN_FAULT_SYS */
#define DATA_TRAPPED	7

/* May the instruction do what it does? Then there is no fault. */
static bool is_fine(struct sim *s, enum scn_fault kind, uint64_t addr)
{
	enum sim_prot prot = sim_user_prot(s, addr);

	if (kind == SCN_FAULT_ACCERR)
		return prot == SIM_PROT_WRITE;
	return prot >= SIM_PROT_READ;
}

/* A page fault: what lies there says which. */
static void page_fault(struct sim_task *t, enum scn_fault kind, uint64_t addr)
{
	struct ksig_fault fault = { TRAP_PF, PF_USER, addr };
	struct linux_siginfo info = { .si_signo = LINUX_SIGSEGV };

	if (is_fine(t->s, kind, addr))
		return;
	if (kind == SCN_FAULT_ACCERR)
		fault.err |= PF_WRITE;
	info.si_code = LINUX_SEGV_ACCERR;
	switch (sim_user_prot(t->s, addr)) {
	case SIM_PROT_UNMAPPED:
		info.si_code = LINUX_SEGV_MAPERR;
		break;
	case SIM_PROT_BUS:
		info.si_signo = LINUX_SIGBUS;
		info.si_code = LINUX_BUS_ADRERR;
		break;
	default:
		break;
	}
	info.u.fault.addr = addr;
	sim_fault(t, &info, &fault, false);
}

static void fault_at_ip(struct sim_task *t, int sig, int code, uint64_t trapno)
{
	struct linux_siginfo info = { .si_signo = sig, .si_code = code };
	struct ksig_fault fault = { trapno, 0, t->t.fault.cr2 };

	info.u.fault.addr = SIM_IP_FAULT;
	sim_fault(t, &info, &fault, false);
}

/* No address: the kernel cannot tell which. */
static void fault_nowhere(struct sim_task *t, int sig, uint64_t trapno,
			  bool is_trap)
{
	struct linux_siginfo info = {
		.si_signo = sig, .si_code = LINUX_SI_KERNEL,
	};
	struct ksig_fault fault = { trapno, 0, t->t.fault.cr2 };

	sim_fault(t, &info, &fault, is_trap);
}

/* seccomp(2), SECCOMP_RET_TRAP: the call is not made. */
static void trapped_call(struct sim_task *t)
{
	struct linux_siginfo info = {
		.si_signo = LINUX_SIGSYS, .si_code = LINUX_SYS_SECCOMP,
		.si_errno = DATA_TRAPPED,
	};
	struct ksig_fault fault = t->t.fault;

	info.u.sys.call_addr = SIM_IP_FAULTED;
	info.u.sys.syscall = NR_TRAPPED;
	info.u.sys.arch = AUDIT_ARCH_X86_64;
	sim_fault(t, &info, &fault, true);
}

void sim_machine_fault(struct scn_actor *a, enum scn_fault kind, uint64_t addr)
{
	struct sim_task *t = sim_current(sim_machine_used());

	(void)a;
	t->in_fault = true;
	switch (kind) {
	case SCN_FAULT_MAPERR:
	case SCN_FAULT_BUS:
	case SCN_FAULT_ACCERR:
		page_fault(t, kind, addr);
		break;
	case SCN_FAULT_GP:
		fault_nowhere(t, LINUX_SIGSEGV, TRAP_GP, false);
		break;
	case SCN_FAULT_DIV:
		fault_at_ip(t, LINUX_SIGFPE, LINUX_FPE_INTDIV, TRAP_DE);
		break;
	case SCN_FAULT_ILL:
		fault_at_ip(t, LINUX_SIGILL, LINUX_ILL_ILLOPN, TRAP_UD);
		break;
	case SCN_FAULT_TRAP:
		fault_nowhere(t, LINUX_SIGTRAP, TRAP_BP, true);
		break;
	case SCN_FAULT_SYS:
		trapped_call(t);
		break;
	case SCN_FAULT_STACK:
		sim_fault_stack(t);
		break;
	}
	t->in_fault = false;
}
