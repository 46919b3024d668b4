/* SPDX-License-Identifier: MIT */
/*
 * The register set that frames and restart work on. x86-64 for now: the
 * layout is that of Linux's struct user_regs_struct (ptrace(2)), so a ptrace
 * port can read into it directly and a kernel can build it on its entry stack.
 */
#ifndef KSIG_ARCH_H
#define KSIG_ARCH_H

#include <stdint.h>

struct ksig_regs {
	uint64_t r15, r14, r13, r12, bp, bx, r11, r10, r9, r8;
	uint64_t ax;		/* the call's result, or a -LINUX_ERESTART* */
	uint64_t cx, dx, si, di;
	uint64_t orig_ax;	/* the call's number, or -1 outside a call */
	uint64_t ip, cs, flags, sp, ss, fs_base, gs_base, ds, es, fs, gs;
};

/* Is this a call that has ended with an errno or a restart code? */
static inline int ksig_regs_call_failed(const struct ksig_regs *r)
{
	return r->ax > (uint64_t)-4096 && r->orig_ax != (uint64_t)-1;
}

/* What a fault leaves behind for the frame; stale after the last fault. */
struct ksig_fault {
	uint64_t trapno, err, cr2;
};

#endif /* KSIG_ARCH_H */
