/* SPDX-License-Identifier: MIT */
/*
 * Restartable sequences (rseq(2)): a signal that comes in the middle of one
 * finds it aborted. The host's kernel does that when it sets up a handler's
 * frame; here that is libksig, and by the time the kernel looks the registers
 * are the handler's.
 */
#define _GNU_SOURCE
#include <sys/ptrace.h>
#include "internal.h"

#ifndef PTRACE_GET_RSEQ_CONFIGURATION		/* Linux 5.13 */
#define PTRACE_GET_RSEQ_CONFIGURATION 0x420f
#endif
#define OFFSET_CS	8u	/* struct rseq.rseq_cs (linux/rseq.h) */
#define SIGNATURE_BYTES	4u	/* before the abort handler */

struct config {
	uint64_t area;		/* the thread's struct rseq, or 0 */
	uint32_t size, signature, flags, pad;
};

/* linux/rseq.h: struct rseq_cs */
struct sequence {
	uint32_t version, flags;
	uint64_t start, length, abort;
};

/* A sequence that the kernel would not take is left to it. */
static bool is_valid(struct htask *ht, const struct sequence *s,
		     uint32_t signature)
{
	uint32_t before = 0;

	return s->version == 0 && s->flags == 0 &&
	       s->start + s->length >= s->start &&
	       s->abort - s->start >= s->length &&
	       tracee_read(ht->t.tid, &before, s->abort - SIGNATURE_BYTES,
			   sizeof(before)) == 0 && before == signature;
}

/*
 * ht, which was stopped in user mode, may be about to get a handler's frame.
 * Aborted for nothing does no harm: any preemption may abort a sequence.
 */
void rseq_abort(struct htask *ht)
{
	struct ksig_regs *r = tracee_regs(ht);
	struct sequence s;
	struct config c;
	uint64_t at, none = 0;
	struct ksig_piece p;

	if (ptrace(PTRACE_GET_RSEQ_CONFIGURATION, ht->t.tid, sizeof(c), &c) <
	    (long)sizeof(c) || !c.area ||
	    tracee_read(ht->t.tid, &at, c.area + OFFSET_CS, sizeof(at)) != 0 ||
	    !at || tracee_read(ht->t.tid, &s, at, sizeof(s)) != 0 ||
	    r->ip - s.start >= s.length || !is_valid(ht, &s, c.signature))
		return;
	p = (struct ksig_piece){ c.area + OFFSET_CS, &none, sizeof(none) };
	if (tracee_write(ht->t.tid, &p, 1) != 0)
		return;
	r->ip = s.abort;
	ht->regs_dirty = true;
}
