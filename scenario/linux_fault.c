/* SPDX-License-Identifier: MIT */
/*
 * Faults of real instructions. Each notes where it would go on, so that a
 * handler that returns can skip the instruction (actor.c, skip_fault()).
 */
#include "linux.h"
#include "interp.h"

/* INSN with address in rdi; rbx keeps the stack pointer for the one that
 * moves it. */
#define FAULT(a, insn, addr) \
	__asm__ volatile("mov %%rsp, %%rbx\n" \
			 "	lea 1f(%%rip), %%rcx\n" \
			 "	mov %%rcx, %[after]\n" \
			 "	" insn "\n" \
			 "1:	mov %%rbx, %%rsp\n" \
			 : [after] "=m"((a)->machine[SCN_M_AFTER_FAULT]) \
			 : "D"(addr) \
			 : "rax", "rbx", "rcx", "rdx", "cc", "memory")

#define PR_SET_NO_NEW_PRIVS	38
#define NR_TRAPPED		10000

struct filter {
	uint16_t code;
	uint8_t jt, jf;
	uint32_t k;
};

/* seccomp(2): load the call's number; 10000 traps, with data 7. */
static void load_filter(struct scn_actor *a)
{
	static const struct filter prog[] = {
		{ 0x20, 0, 0, 0 },
		{ 0x15, 0, 1, NR_TRAPPED },
		{ 0x06, 0, 0, 0x00030007 },
		{ 0x06, 0, 0, 0x7fff0000 },
	};
	const struct {
		uint16_t len;
		const struct filter *filter;
	} fprog = { 4, prog };

	if (a->machine[SCN_M_SECCOMP])
		return;
	a->machine[SCN_M_SECCOMP] = 1;
	CALL(a, NR_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	CALL(a, NR_seccomp, 1, 0, scn_ptr(&fprog));
}

void scn_linux_fault(struct scn_actor *a, enum scn_fault kind, uint64_t addr)
{
	switch (kind) {
	case SCN_FAULT_MAPERR:
	case SCN_FAULT_BUS:
		FAULT(a, "mov (%%rdi), %%al", addr);
		break;
	case SCN_FAULT_ACCERR:
		FAULT(a, "movb $1, (%%rdi)", addr);
		break;
	case SCN_FAULT_GP:
		FAULT(a, "mov (%%rdi), %%al", 0x8000000000000000ull);
		break;
	case SCN_FAULT_DIV:
		FAULT(a, "xor %%edx, %%edx\n\txor %%eax, %%eax\n\t"
		      "div %%edx", 0ull);
		break;
	case SCN_FAULT_ILL:
		FAULT(a, "ud2", 0ull);
		break;
	case SCN_FAULT_TRAP:
		FAULT(a, "int3", 0ull);
		break;
	case SCN_FAULT_SYS:
		load_filter(a);
		CALL(a, NR_TRAPPED);
		break;
	case SCN_FAULT_STACK:
		FAULT(a, "mov %%rdi, %%rsp\n\tpush %%rax",
		      a->machine[SCN_M_STACK]);
		break;
	}
	a->machine[SCN_M_AFTER_FAULT] = 0;
}

uint64_t scn_linux_after_fault(struct scn_actor *a)
{
	return a->machine[SCN_M_AFTER_FAULT];
}
