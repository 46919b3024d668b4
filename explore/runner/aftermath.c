/* SPDX-License-Identifier: MIT */
/*
 * In the runner of a try: what became of that which the signal interrupted.
 * When the handler returns, its frame says what the call returns, if it was
 * one. An errno that the handler has changed is wrong only if somebody looks at
 * it before the next call sets it: that is watched for some instructions.
 */
#include "explore/runner/aftermath.h"

#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include "explore/runner/access.h"
#include "explore/runner/kept.h"

/* errno is looked at soon after the call that set it, or not at all. */
#define WATCH_STEPS	2000u

static struct {
	struct xp_shared *s;
	int tid;		/* who was interrupted; 0: nobody is, now */
	uint64_t ip, sp;	/* where */
	uint64_t errno_at;	/* 0: not known */
	int errno_was;
	struct xp_access *access;	/* errno is watched ... */
	bool is_kept;			/* ... or what was read of it */
	struct xp_copies copies;
	uint32_t steps;
} me;

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

void xp_after_begin(struct xp_shared *s, const struct ksig_host_where *w)
{
	me.s = s;
	me.tid = w->tid;
	me.ip = w->ip;
	me.sp = w->sp;
	me.errno_at = s->point.errno_off ?
		      w->fs_base + (uint64_t)(int64_t)s->point.errno_off : 0;
	if (me.errno_at && ksig_host_mem_read(w->pid, &me.errno_was,
					      me.errno_at, sizeof(int)) != 0)
		me.errno_at = 0;
}

void xp_after_reset(void)
{
	xp_access_free(me.access);
	memset(&me, 0, sizeof(me));
}

/* Of a call that is made again its instruction is the next one. */
static void note_call(const struct ksig_regs *r)
{
	struct xp_outcome *o = &me.s->o;

	if (me.s->point.kind != XP_IN_CALL)
		return;
	if (r->ip == me.ip - 2)
		o->call_restarts = true;
	else if (r->ip == me.ip)
		o->call_result = (int64_t)r->ax;
}

static void returns(struct ksig_host_thread *t, const struct ksig_host_where *w)
{
	struct ksig_regs r = { 0 };
	int now;

	if (xp_frame_interrupted(w, &r) != me.sp)
		return;
	note_call(&r);
	if (!me.errno_at || ksig_host_mem_read(w->pid, &now, me.errno_at,
					       sizeof(now)) != 0 ||
	    now == me.errno_was || !(me.access = xp_access_new(w->pid))) {
		me.tid = 0;
		return;
	}
	me.s->o.errno_before = me.errno_was;
	me.s->o.errno_after = now;
	ksig_host_step(t, true);
}

static void end_watch(struct ksig_host_thread *t)
{
	xp_access_free(me.access);
	me.access = NULL;
	me.tid = 0;
	ksig_host_step(t, false);
}

/* Does somebody read errno? The C library saves it and puts it back. */
static enum xp_kept reads(const struct ksig_host_where *w,
			  const struct ksig_regs *r, int does)
{
	struct xp_frame f;

	if (!(does & XP_READS))
		return XP_KEPT_NOT;
	xp_frame_of(w->pid, w->ip, &f);
	return xp_frame_is_libc(&f) ? XP_KEPT_NOT :
	       xp_kept_begin(&me.copies, w->pid, r, me.errno_at);
}

static void watch(struct ksig_host_thread *t, const struct ksig_host_where *w)
{
	struct xp_outcome *o = &me.s->o;
	enum xp_kept kept;
	struct ksig_regs r;
	int does = 0;

	ksig_host_regs(t, &r);
	if (me.is_kept) {
		kept = xp_kept_step(&me.copies, &r);
	} else {
		does = xp_access_to(me.access, &r, me.errno_at);
		kept = reads(w, &r, does);
	}
	me.is_kept = kept == XP_KEPT;
	if (kept == XP_KEPT_USED) {
		o->errno_seen = true;
		if (me.s->explain)
			xp_stack_take(w->pid, w->tid, &o->stack);
	}
	if (o->errno_seen || (does & XP_WRITES) || ++me.steps == WATCH_STEPS)
		end_watch(t);
}

void xp_after_at(struct ksig_host_thread *t, enum ksig_host_place place,
		 const struct ksig_host_where *w)
{
	if (!me.tid || w->tid != me.tid)
		return;
	if (place == KSIG_HOST_EXEC)
		me.tid = 0;
	else if (me.access && place == KSIG_HOST_STEPPED)
		watch(t, w);
	else if (!me.access && place == KSIG_HOST_CALL &&
		 w->nr == SYS_rt_sigreturn)
		returns(t, w);
}
