/* SPDX-License-Identifier: MIT */
/* Interrupts and exceptions, from user mode, the idle loop, or user.c. */
#include "kernel.h"

#define VECTOR_NM	7u
#define VECTOR_PF	14u
#define PF_WRITE	2u
#define PF_EXEC		16u

/* The kernel has touched user memory (user.c): mend that, or let it fail. */
static bool fault_kernel(struct ksig_regs *r, uint64_t vector, uint64_t err)
{
	uint64_t addr = read_cr2(), window_sp = this_cpu()->window_sp;
	bool is_page = vector == VECTOR_PF && addr < USER_END;
	struct thread *t = current();

	if (r->ip >= (uint64_t)user_copy_first &&
	    r->ip <= (uint64_t)user_copy_last)
		window_sp = 0;
	else if (!window_sp || !is_page)
		return false;
	if (t->is_idle || !t->mm)
		return false;
	if (is_page && mm_fault(t->mm, addr, err & PF_WRITE, false) == 0)
		return true;
	if (window_sp)
		r->sp = window_sp;
	r->ip = (uint64_t)(window_sp ? user_window_failed : user_copy_failed);
	return true;
}

static void page_fault(struct ksig_regs *r, uint64_t err)
{
	uint64_t addr = read_cr2();
	int code = mm_fault(current()->mm, addr, err & PF_WRITE,
			    err & PF_EXEC);

	if (code)
		fault_memory(r, addr, err, code);
}

/* r->orig_ax is where the error code was pushed; it becomes "no call". */
void interrupt(struct ksig_regs *r, uint64_t vector)
{
	bool from_user = r->cs & 3;
	uint64_t err = r->orig_ax;

	r->orig_ax = (uint64_t)-1;
	switch (vector) {
	case VECTOR_TICK:
		apic_eoi();
		sched_tick(from_user);
		break;
	case VECTOR_KICK:
		apic_eoi();
		break;
	case VECTOR_FLUSH:
		apic_eoi();
		flush_answer();
		break;
	case VECTOR_SPURIOUS:
		break;
	case VECTOR_PF:
		if (from_user) {
			page_fault(r, err);
			break;
		}
		/* fall through */
	default:
		if (from_user && vector < 32) {
			fault_user(r, (uint32_t)vector, err);
		} else if (vector >= 32) {
			apic_eoi();		/* nobody's */
		} else if (!fault_kernel(r, vector, err)) {
			r->orig_ax = err;
			panic(r, "exception %lu in the kernel", vector);
		}
	}
	if (from_user)
		return_to_user(r);
}
