/* SPDX-License-Identifier: MIT */
/*
 * Handler entries by the stub, and threads that were stopped in a stub: no
 * handler, and nobody else, is to see one.
 */
#define _GNU_SOURCE
#include <string.h>
#include "inproc.h"

/* The XSAVE area's parts (Intel SDM vol. 1, 13.4). */
#define XSAVE_UNUSED	416u	/* to 511: not written by XSAVE */
#define XSAVE_HEADER	512u
#define XSAVE_HEADER_BYTES 64u

/*
 * The core asks for the extended state, to put it into a frame. Can the stub
 * save it there? Then the core gets an empty image, of which only the
 * software's parts are written (inproc_enter_pieces).
 */
bool inproc_enter_begin(struct htask *ht)
{
	if (!ht->slot || !ht_hg(ht)->inproc.enter_at)
		return false;
	if (ht->enter_pending) {
		/* A second frame on top: the first one's state is due. */
		inproc_enter_now(ht);
		return false;
	}
	memset(host.xstate + XSAVE_HEADER, 0, XSAVE_HEADER_BYTES);
	ht->enter_fill = true;
	return true;
}

static bool in_image(const void *p)
{
	const uint8_t *b = p;

	return b >= host.xstate && b < host.xstate + host.xstate_bytes + 4;
}

/* Of a frame's pieces, out of those that hold the image only what XSAVE does
 * not write. Returns how many there are now. */
uint32_t inproc_enter_pieces(struct htask *ht, const struct ksig_piece *p,
			     uint32_t nr, struct ksig_piece *out)
{
	uint32_t n = 0, i;

	for (i = 0; i < nr; i++) {
		uint64_t off;

		if (!in_image(p[i].src)) {
			out[n++] = p[i];
			continue;
		}
		off = (uint64_t)((const uint8_t *)p[i].src - host.xstate);
		ht->slot->fx = p[i].uaddr - off;
		/* The software's bytes and the header; the last magic. */
		if (off > 0 && off < XSAVE_HEADER)
			out[n++] = (struct ksig_piece){ p[i].uaddr, p[i].src,
				XSAVE_HEADER + XSAVE_HEADER_BYTES - off };
		if (off + p[i].bytes > host.xstate_bytes)
			out[n++] = (struct ksig_piece){
				ht->slot->fx + host.xstate_bytes,
				host.xstate + host.xstate_bytes, 4 };
	}
	return n;
}

/* The handler's registers are set: let it begin in the stub. */
void inproc_enter_commit(struct htask *ht)
{
	ht->slot->handler = ht->regs.ip;
	ht->regs.ip = ht_hg(ht)->inproc.enter_at;
	ht->enter_pending = false;
}

/*
 * Save the state of ht, which is stopped, into its frame and set the initial
 * one: what the stub would have done. false: the frame cannot be written.
 */
bool inproc_enter_now(struct htask *ht)
{
	const struct ksig_gap *g = host.k.config.xstate_gaps;
	uint64_t fx = ht->slot->fx, from = XSAVE_HEADER, bv;
	struct ksig_piece p[2 + KSIG_XSTATE_GAPS_MAX];
	uint32_t n = 0, i;

	ht->enter_pending = false;
	if (!tracee_xstate(ht))
		return true;
	memcpy(&bv, host.xstate + XSAVE_HEADER, sizeof(bv));
	bv |= 3;
	memcpy(host.xstate + XSAVE_HEADER, &bv, sizeof(bv));
	p[n++] = (struct ksig_piece){ fx, host.xstate, XSAVE_UNUSED };
	for (i = 0; i < KSIG_XSTATE_GAPS_MAX && g[i].bytes; i++) {
		p[n++] = (struct ksig_piece){ fx + from, host.xstate + from,
					      g[i].at - from };
		from = (uint64_t)g[i].at + g[i].bytes;
	}
	p[n++] = (struct ksig_piece){ fx + from, host.xstate + from,
				      host.xstate_bytes - from };
	tracee_set_xstate(ht, NULL);
	return tracee_write(ht->t.tid, p, n) == 0;
}

/* Stopped in the stub: the handler is where it is. */
static void enter_finish(struct htask *ht, uint64_t off)
{
	struct ksig_regs *r = &ht->regs;

	if (off >= (uint64_t)(inproc_stub_enter_kept - inproc_stub_enter)) {
		r->cx = ht->slot->save_cx;
		r->dx = ht->slot->save_dx;
	}
	if (off < (uint64_t)(inproc_stub_enter_done - inproc_stub_enter))
		inproc_enter_now(ht);
	r->ax = 0;
	r->ip = ht->slot->handler;
	r->orig_ax = UINT64_MAX;
	ht->regs_dirty = true;
}

/* --------------------------------------------------------------- fix-up */

static struct inproc_site *site_at(struct hgroup *hg, uint64_t ip)
{
	uint32_t i;

	for (i = 0; i < hg->inproc.nr_sites; i++) {
		struct inproc_site *s = &hg->inproc.sites[i];

		if (ip - s->stub < s->bytes)
			return s;
	}
	return NULL;
}

/* A mask change after its commit: what is left is the old mask's copy. */
static void mask_finish(struct htask *ht, struct inproc_site *s)
{
	struct ksig_regs *r = tracee_regs(ht);
	uint64_t old = r->r11;
	struct ksig_piece p = { r->dx, &old, sizeof(old) };

	/* r11 is the old mask, but for the runner's own "syscall". */
	r->ax = 0;
	if (r->dx && r->orig_ax != INPROC_NR &&
	    tracee_write(ht->t.tid, &p, 1) != 0)
		r->ax = (uint64_t)-LINUX_EFAULT;
	r->ip = s->call + 2;
	r->orig_ax = UINT64_MAX;
	ht->regs_dirty = true;
}

/*
 * Stopped on the way from a call site to guest_entry.S: nothing has been
 * done. After a fault (a single step's trap) it is not to come here again.
 */
static void own_site_fixup(struct htask *ht, const struct inproc_site *s,
			   bool fault)
{
	struct ksig_regs *r = &ht->regs;

	r->ip = fault ? s->call : s->site;
	if (s->nr >= 0)
		r->ax = (uint64_t)s->nr;
	else
		(void)tracee_read(ht->t.tid, &r->r9, r->sp + 8, sizeof(r->r9));
}

/*
 * ht was stopped in a stub: bring it back to its call site, or over it.
 * fault: it was stopped by a fault of the stub's own, a bad pointer of the
 * call's: the real call tells the guest.
 */
bool inproc_fixup(struct htask *ht, bool fault)
{
	struct hgroup *hg = ht_hg(ht);
	struct inproc_site *s;
	struct ksig_regs *r;
	uint64_t off, commit, slow;

	if (!hg->inproc.nr_sites)
		return false;
	r = tracee_regs(ht);
	off = r->ip - hg->inproc.enter_at;
	if (ht->slot && hg->inproc.enter_at &&
	    off < (uint64_t)(inproc_stub_enter_end - inproc_stub_enter)) {
		enter_finish(ht, off);
		return true;
	}
	off = r->ip - hg->inproc.guest_at;
	if (ht->slot && hg->inproc.guest_at &&
	    off < (uint64_t)(__stop_ksig_guest - __start_ksig_guest)) {
		if (inproc_own_fixup(ht, off))
			enter_finish(ht, 0);
		return true;
	}
	s = site_at(hg, r->ip);
	if (!s)
		return false;
	off = r->ip - s->stub;
	if (s->kind == INPROC_OWN) {
		own_site_fixup(ht, s, fault);
	} else if (s->kind == INPROC_MASK) {
		commit = (uint64_t)(inproc_stub_mask_commit - inproc_stub_mask);
		/* 5 bytes before the jump the call's number is loaded. */
		slow = (uint64_t)(inproc_stub_mask_slow - inproc_stub_mask) - 5;
		if (off < commit || off >= slow) {
			r->ip = fault ? s->call : s->site;
			r->ax = 14;
		} else {
			mask_finish(ht, s);
		}
	} else if (off == (uint64_t)(inproc_stub_ret_iret - inproc_stub_ret)) {
		const uint64_t *f = ht->slot->iret;

		r->ip = f[0];
		r->flags = f[2];
		r->sp = f[3];
	} else {
		r->ip = s->call;
		r->ax = 15;
	}
	r->orig_ax = UINT64_MAX;
	ht->regs_dirty = true;
	return true;
}

/* The stub asks us to look: its call is over. */
void inproc_look(struct htask *ht)
{
	struct inproc_site *s = site_at(ht_hg(ht), tracee_regs(ht)->ip - 1);

	if (s)
		mask_finish(ht, s);
	boundary(ht);
}
