/* SPDX-License-Identifier: MIT */
/* The end: what is known, then QEMU exits with STATUS_PANIC. */
#include "kernel.h"

extern char kernel_end[];

static bool is_text(uint64_t at)
{
	return at >= KERNEL_BASE && at < (uint64_t)kernel_end;
}

/* Whatever looks like a return address; `addr2line -e ksig-kernel` names it. */
static void say_stack(uint64_t sp)
{
	const uint64_t *p = (const uint64_t *)(sp & ~7ull);
	uint64_t end = (sp | (KSTACK_BYTES - 1)) + 1;
	int n = 0;

	if (sp < DIRECT)
		return;
	say("panic: calls from");
	for (; (uint64_t)p < end && n < 16; p++) {
		if (!is_text(*p))
			continue;
		say(" %lx", *p);
		n++;
	}
	say("\n");
}

static void say_regs(const struct ksig_regs *r)
{
	say("panic: ip %lx cs %lx flags %lx sp %lx cr2 %lx err %lx\n", r->ip,
	    r->cs, r->flags, r->sp, read_cr2(), r->orig_ax);
	say("panic: ax %lx bx %lx cx %lx dx %lx si %lx di %lx bp %lx\n",
	    r->ax, r->bx, r->cx, r->dx, r->si, r->di, r->bp);
	say("panic: r8 %lx r9 %lx r10 %lx r11 %lx r12 %lx r13 %lx r14 %lx "
	    "r15 %lx\n", r->r8, r->r9, r->r10, r->r11, r->r12, r->r13, r->r14,
	    r->r15);
}

void panic(const struct ksig_regs *r, const char *fmt, ...)
{
	static uint32_t once;
	char text[160];
	va_list ap;

	if (__atomic_exchange_n(&once, 1, __ATOMIC_SEQ_CST))
		for (;;)
			__asm__ volatile("cli; hlt");
	va_start(ap, fmt);
	vformat(text, sizeof(text), fmt, ap);
	va_end(ap);
	say("\npanic: cpu %u: %s\n", lock_me() - 1, text);
	control("panic %s\n", text);
	if (r)
		say_regs(r);
	say_stack(r && (r->cs & 3) == 0 ? r->sp :
		  (uint64_t)__builtin_frame_address(0));
	power_off(STATUS_PANIC);
}
