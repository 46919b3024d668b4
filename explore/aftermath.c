/* SPDX-License-Identifier: MIT */
/* In the runner of a try: what became of that which the signal interrupted. */
#include "explore/aftermath.h"

#include <sys/syscall.h>
#include <ucontext.h>

bool xp_is_transfer(int64_t nr)
{
	switch (nr) {
	case SYS_read:
	case SYS_pread64:
	case SYS_readv:
	case SYS_preadv:
	case SYS_preadv2:
	case SYS_recvfrom:
	case SYS_recvmsg:
	case SYS_write:
	case SYS_pwrite64:
	case SYS_writev:
	case SYS_pwritev:
	case SYS_pwritev2:
	case SYS_sendto:
	case SYS_sendmsg:
	case SYS_sendfile:
	case SYS_splice:
	case SYS_copy_file_range:
		return true;
	default:
		return false;
	}
}

uint64_t xp_frame_interrupted(const struct ksig_host_where *w,
			      struct ksig_regs *r)
{
	ucontext_t uc;
	const greg_t *g = uc.uc_mcontext.gregs;

	/* The handler's return has taken the address off the frame. */
	if (ksig_host_mem_read(w->pid, &uc, w->sp, sizeof(g[0]) * NGREG +
			       offsetof(ucontext_t, uc_mcontext)) != 0)
		return 0;
	if (r) {
		r->ip = (uint64_t)g[REG_RIP];
		r->sp = (uint64_t)g[REG_RSP];
		r->ax = (uint64_t)g[REG_RAX];
	}
	return (uint64_t)g[REG_RSP];
}
