/* SPDX-License-Identifier: MIT */
/*
 * A signal that a guest sends to itself and does not block goes to its handler
 * without a stop. This is copied into the guest, see guest.c: the frame is
 * written below the red zone, where a signal may come at any time anyhow, and
 * counts only with the exchange of own->word. The extended state is saved into
 * it, and the handler called, by stub.S.
 *
 * The other two that know what a frame looks like are arch/x86_64/frame.c and
 * the processor (inproc_stub_ret).
 */
#include <stdbool.h>
#include "inproc.h"
#include "../../arch/x86_64/frame.h"

#define PAGE 4096u
/* A call made with one of these is not this code's business. */
#define FLAGS_ODD (FLAGS_TF | FLAGS_RF | 0x44000u)	/* NT, AC */

INLINE uint16_t data_segment(void)
{
	uint16_t ss;

	__asm__("movw %%ss, %0" : "=r"(ss));
	return ss;
}

/* Is it plain enough? */
INLINE bool is_plain(const struct own *o, const struct linux_sigaction *a,
		     int64_t sig)
{
	const struct inproc_slot *s = slot_of((struct own *)o);

	return s->enter_at && !s->gate && !s->alt_size && s->xsize && o->room &&
	       !(o->watched & SIGBIT(sig)) &&
	       a->handler > LINUX_SIG_IGN && a->handler < INT64_MAX &&
	       (a->flags & LINUX_SA_RESTORER) &&
	       !(a->flags & LINUX_SA_RESETHAND) &&
	       o->flags && !(o->flags & FLAGS_ODD) &&
	       data_segment() == USER_DS;
}

/* The extended state's own words; a page that is not there is found here. */
INLINE void write_xstate(const struct inproc_slot *s, uint64_t at)
{
	volatile struct xstate_sw *sw = USER(struct xstate_sw, at + XSTATE_SW);
	volatile uint64_t *head = USER(uint64_t, at + XSTATE_BV);
	uint64_t i;

	for (i = at; i < at + s->xsize; i += PAGE)
		*USER(uint8_t, i) = *USER(uint8_t, i);
	sw->magic1 = XSTATE_MAGIC1;
	sw->extended_size = (uint32_t)s->xsize + XSTATE_MAGIC2_BYTES;
	sw->xfeatures = s->xfeatures;
	sw->xstate_size = (uint32_t)s->xsize;
	for (i = 0; i < sizeof(sw->pad) / sizeof(sw->pad[0]); i++)
		sw->pad[i] = 0;
	for (i = 0; i < (XSTATE_MIN_BYTES - XSTATE_BV) / 8; i++)
		head[i] = 0;
	*USER(uint32_t, at + s->xsize) = XSTATE_MAGIC2;
}

INLINE void write_head(const struct own *o, const struct linux_sigaction *a,
		       uint64_t at, uint64_t xstate)
{
	const struct inproc_slot *s = slot_of((struct own *)o);
	volatile struct frame_head *h = USER(struct frame_head, at);

	h->pretcode = a->restorer;
	h->uc_flags = UC_FP_XSTATE | UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS;
	h->uc_link = 0;
	h->stack_sp = s->alt_sp;
	h->stack_flags = (int32_t)s->alt_flags;
	h->stack_size = s->alt_size;
	h->r8 = o->r8;
	h->r9 = o->r9;
	h->r10 = o->r10;
	h->r11 = o->flags;	/* as syscall leaves it ... */
	h->r12 = o->r12;
	h->r13 = o->r13;
	h->r14 = o->r14;
	h->r15 = o->r15;
	h->di = o->di;
	h->si = o->si;
	h->bp = o->bp;
	h->bx = o->bx;
	h->dx = o->dx;
	h->ax = 0;		/* the call's result */
	h->cx = o->call + 2;	/* ... and this */
	h->sp = o->sp;
	h->ip = o->call + 2;
	h->flags = o->flags;
	h->cs = USER_CS;
	h->gs = h->fs = 0;
	h->ss = USER_DS;
	h->err = o->fault.err;
	h->trapno = o->fault.trapno;
	h->oldmask = s->blocked;
	h->cr2 = o->fault.cr2;
	h->fpstate = xstate;
	h->sigmask = s->blocked;
}

INLINE void write_info(const struct own *o, uint64_t at)
{
	uint32_t i;

	for (i = 0; i < sizeof(struct linux_siginfo) / 8; i++)
		USER(uint64_t, at)[i] = i < OWN_INFO_WORDS ? o->out[i] : 0;
}

/*
 * Plan it: 1, or 0 for "make the real call". Linux's way to do it, of which
 * only that is left which such a signal can meet: core/deliver.c,
 * arch/x86_64/frame.c.
 */
GUEST int guest_deliver(struct own *o, int64_t sig)
{
	const struct linux_sigaction *a = &o->action[sig - 1];
	struct inproc_slot *s = slot_of(o);
	uint64_t blocked, xstate, frame;

	if (!is_plain(o, a, sig))
		return 0;
	blocked = (s->blocked | a->mask |
		   (a->flags & LINUX_SA_NODEFER ? 0 : SIGBIT(sig))) &
		~ONLY_KERNEL;
	/* The host has to know of it: mirror.c. */
	if ((blocked ^ s->blocked) & s->slow_bits)
		return 0;
	xstate = (o->sp - REDZONE_BYTES - s->xsize - XSTATE_MAGIC2_BYTES) &
		~(uint64_t)(XSTATE_ALIGN - 1);
	frame = ((xstate - FRAME_BYTES) & ~15ull) - 8;
	write_xstate(s, xstate);
	write_head(o, a, frame, xstate);
	if (a->flags & LINUX_SA_SIGINFO)
		write_info(o, frame + sizeof(struct frame_head));
	s->handler = a->handler;
	s->fx = xstate;
	o->frame = frame;
	o->enter_flags = o->flags & ~(uint64_t)FLAGS_DF;
	o->enter_sig = sig;
	o->enter_blocked = blocked;
	o->new = o->old | OWN_ENTER;
	return 1;
}
