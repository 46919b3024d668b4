/* SPDX-License-Identifier: MIT */
/* Setting up a handler's frame on x86-64. */
#include "../../core/core.h"
#include "frame.h"

/* What the software bytes of all frames say. */
void ksig__arch_init(struct ksig *k)
{
	const struct xstate_sw sw = {
		.magic1 = XSTATE_MAGIC1,
		.extended_size = k->config.xstate_bytes + XSTATE_MAGIC2_BYTES,
		.xfeatures = k->config.xfeatures,
		.xstate_size = k->config.xstate_bytes,
	};

	_Static_assert(sizeof(sw) == sizeof(k->frame_words), "its room");
	__builtin_memcpy(k->frame_words, &sw, sizeof(sw));
}

static uint64_t round_down(uint64_t v, uint64_t to)
{
	return v & ~(to - 1);
}

/* With what follows the image in memory. */
static uint64_t xstate_frame_bytes(const struct ksig *k)
{
	uint64_t bytes = k->config.xstate_bytes;

	return bytes ? bytes + XSTATE_MAGIC2_BYTES : 0;
}

/*
 * Where frame and extended state go.
 *
 * On the alternate stack from its top, if the handler wants it and it is not
 * in use; else below the stack pointer, wherever that is. A frame that would
 * leave the alternate stack is not written at all: what lies below it is not
 * ours. Returns 0 if so. Linux: get_sigframe(); rules 22, 33.
 */
static uint64_t place(const struct ksig_task *t, const struct ksig_regs *regs,
		      const struct ksig__delivery *d, uint64_t *xstate)
{
	uint64_t sp = regs->sp - REDZONE_BYTES;
	bool on_alt = false;

	if (t->altstack.size) {
		on_alt = ksig__altstack_in_use(t, regs->sp);
		if ((d->action.flags & LINUX_SA_ONSTACK) &&
		    !ksig__altstack_in_use(t, sp)) {
			sp = t->altstack.sp + t->altstack.size;
			on_alt = true;
		}
	}
	sp = round_down(sp - xstate_frame_bytes(t->k), XSTATE_ALIGN);
	*xstate = sp;
	sp = round_down(sp - FRAME_BYTES, 16) - 8;
	return on_alt && !ksig__altstack_has(t, sp) ? 0 : sp;
}

/* Where the handler returns to; 0: nowhere. */
static inline uint64_t return_address(const struct ksig *k,
				      const struct linux_sigaction *action)
{
	return action->flags & LINUX_SA_RESTORER ? action->restorer :
						   k->config.sigreturn_at;
}

/* Where everything is; xstate 0: without extended state. */
static void fill_head(struct frame_head *h, const struct ksig_task *t,
		      const struct ksig_regs *r,
		      const struct ksig__delivery *d, uint64_t xstate)
{
	h->pretcode = return_address(t->k, &d->action);
	h->uc_flags = (xstate ? UC_FP_XSTATE : 0) | UC_SIGCONTEXT_SS |
		(r->cs == USER_CS ? UC_STRICT_RESTORE_SS : 0);
	h->uc_link = 0;
	h->stack_sp = t->altstack.sp;
	h->stack_flags = t->altstack.flags;
	h->stack_size = t->altstack.size;
	h->r8 = r->r8;
	h->r9 = r->r9;
	h->r10 = r->r10;
	h->r11 = r->r11;
	h->r12 = r->r12;
	h->r13 = r->r13;
	h->r14 = r->r14;
	h->r15 = r->r15;
	h->di = r->di;
	h->si = r->si;
	h->bp = r->bp;
	h->bx = r->bx;
	h->dx = r->dx;
	h->ax = r->ax;
	h->cx = r->cx;
	h->sp = r->sp;
	h->ip = r->ip;
	h->flags = r->flags;
	h->cs = (uint16_t)r->cs;
	h->gs = 0;
	h->fs = 0;
	h->ss = (uint16_t)r->ss;
	h->err = t->fault.err;
	h->trapno = t->fault.trapno;
	h->oldmask = d->tail.saved_mask;
	h->cr2 = t->fault.cr2;
	h->fpstate = xstate;
}

/*
 * The image with what the frame adds to it: software bytes that tell its
 * size, x87 and SSE marked as present, and the second magic behind it.
 */
static inline uint8_t *fill_xstate(struct ksig_task *t)
{
	struct ksig *k = t->k;
	uint8_t *image = k->port->xstate_get(t);

	if (!image || k->config.xstate_bytes < XSTATE_MIN_BYTES)
		return image;
	__builtin_memcpy(image + XSTATE_SW, k->frame_words,
			 sizeof(struct xstate_sw));
	store64(image + XSTATE_BV,
		load64(image + XSTATE_BV) | XFEATURE_FP | XFEATURE_SSE);
	store32(image + k->config.xstate_bytes, XSTATE_MAGIC2);
	return image;
}

/*
 * The image, from its software bytes to the magic behind it, as pieces of
 * what is in it. Returns how many there are.
 */
static uint32_t image_pieces(const struct ksig *k, uint64_t at,
			     const uint8_t *image, struct ksig_piece *p)
{
	const struct ksig_gap *g = k->config.xstate_gaps;
	uint64_t from = XSTATE_SW;
	uint32_t n = 0, i;

	for (i = 0; i < KSIG_XSTATE_GAPS_MAX && g[i].bytes; i++) {
		p[n++] = (struct ksig_piece){ at + from, image + from,
					      g[i].at - from };
		from = (uint64_t)g[i].at + g[i].bytes;
	}
	p[n++] = (struct ksig_piece){
		at + from, image + from,
		k->config.xstate_bytes + XSTATE_MAGIC2_BYTES - from
	};
	return n;
}

/*
 * All of the frame in one call; image NULL: without extended state. The bytes
 * Linux leaves alone are left.
 */
static inline int write_frame(struct ksig_task *t, uint64_t frame,
			      const struct frame_head *head,
			      const struct ksig__delivery *d,
			      const uint8_t *image)
{
	struct ksig *k = t->k;
	struct ksig_piece p[5 + KSIG_XSTATE_GAPS_MAX];
	uint32_t n;

	p[0] = (struct ksig_piece){ frame, head, HEAD_STACK_PAD };
	p[1] = (struct ksig_piece){
		frame + HEAD_STACK_SIZE,
		(const uint8_t *)head + HEAD_STACK_SIZE,
		HEAD_RESERVED - HEAD_STACK_SIZE
	};
	p[2] = (struct ksig_piece){
		frame + HEAD_SIGMASK, &d->tail,
		d->action.flags & LINUX_SA_SIGINFO ?
			sizeof(d->tail) : sizeof(d->tail.saved_mask)
	};
	if (!image)
		return k->port->copy_to_user(t, p, 3);
	p[3] = (struct ksig_piece){ head->fpstate, image, XSTATE_UNUSED };
	n = image_pieces(k, head->fpstate, image, p + 4);
	return k->port->copy_to_user(t, p, 4 + n);
}

/* From registers and delivery to a frame, by way of memory of our own. */
__attribute__((always_inline))
static inline int push_copied(struct ksig_task *t,
			      const struct ksig_regs *regs,
			      const struct ksig__delivery *d, uint64_t frame,
			      uint64_t xstate)
{
	struct frame_head head;
	uint8_t *image = NULL;

	if (t->k->config.xstate_bytes) {
		image = fill_xstate(t);
		if (!image)
			return -LINUX_EFAULT;
	}
	fill_head(&head, t, regs, d, image ? xstate : 0);
	return write_frame(t, frame, &head, d, image);
}

/* A frame that is to be filled where it lies. */
struct in_place {
	const struct ksig_task *t;
	const struct ksig_regs *regs;
	const struct ksig__delivery *d;
	uint64_t xstate;
	uint64_t image_at;	/* from the frame's first byte */
	uint64_t bv;
};

/* The port's xstate_write() has done its part of the image already. */
static void fill_in_place(void *at, void *arg)
{
	const struct in_place *p = arg;
	const struct ksig__delivery *d = p->d;
	const struct ksig *k = p->t->k;
	uint8_t *image = (uint8_t *)at + p->image_at;

	fill_head(at, p->t, p->regs, d, p->xstate);
	if (d->action.flags & LINUX_SA_SIGINFO)
		__builtin_memcpy((uint8_t *)at + HEAD_SIGMASK, &d->tail,
				 sizeof(d->tail));
	else
		store64((uint8_t *)at + HEAD_SIGMASK, d->tail.saved_mask);
	__builtin_memcpy(image + XSTATE_SW, k->frame_words,
			 sizeof(k->frame_words));
	/* XSAVE leaves the bits of what it does not know as they were. */
	store64(image + XSTATE_BV, (p->bv & k->config.xfeatures) |
		XFEATURE_FP | XFEATURE_SSE);
	__builtin_memset(image + XSTATE_COMP_BV, 0,
			 XSTATE_MIN_BYTES - XSTATE_COMP_BV);
	store32(image + k->config.xstate_bytes, XSTATE_MAGIC2);
}

static int push_in_place(struct ksig_task *t, const struct ksig_regs *regs,
			 const struct ksig__delivery *d, uint64_t frame,
			 uint64_t xstate)
{
	const struct ksig_port *port = t->k->port;
	struct in_place p;

	p.t = t;
	p.regs = regs;
	p.d = d;
	p.xstate = xstate;
	p.image_at = xstate - frame;
	if (port->xstate_write(t, xstate, &p.bv) < 0)
		return -LINUX_EFAULT;
	return port->user_window(t, frame,
				 p.image_at + xstate_frame_bytes(t->k),
				 fill_in_place, &p);
}

static void enter_handler(struct ksig_regs *regs,
			  const struct ksig__delivery *d, uint64_t frame)
{
	regs->di = (uint64_t)d->sig;
	regs->si = frame + sizeof(struct frame_head);
	regs->dx = frame + offsetof(struct frame_head, uc_flags);
	regs->ax = 0;
	regs->ip = d->action.handler;
	regs->sp = frame;
	regs->cs = USER_CS;
	/*
	 * Linux keeps any writable data segment. We cannot ask the CPU, in
	 * 64-bit mode they are all the same, and sigreturn brings it back.
	 */
	regs->ss = USER_DS;
	regs->flags &= ~(uint64_t)(FLAGS_DF | FLAGS_RF | FLAGS_TF);
	regs->orig_ax = (uint64_t)-1;
}

/*
 * See core.h. Without SA_RESTORER there is nowhere to return to, unless the
 * port has a place (config.sigreturn_at); Linux has none on x86-64. rsi and rdx are set for every handler (rule 21). The handler
 * starts with the initial extended state.
 * Locks: none. Linux: x64_setup_rt_frame().
 */
int ksig__arch_frame_push(struct ksig_task *t, struct ksig_regs *regs,
			  struct ksig__delivery *d, uint64_t *frame)
{
	const struct ksig *k = t->k;
	uint64_t sp = 0, xstate;
	int err;

	if ((d->action.flags & LINUX_SA_RESTORER) || k->config.sigreturn_at)
		sp = place(t, regs, d, &xstate);
	*frame = sp;
	if (!sp)
		return -LINUX_EFAULT;
	if (k->port->user_window)
		err = push_in_place(t, regs, d, sp, xstate);
	else
		err = push_copied(t, regs, d, sp, xstate);
	if (err)
		return -LINUX_EFAULT;
	enter_handler(regs, d, sp);
	if (k->config.xstate_bytes)
		(void)k->port->xstate_set(t, NULL);
	return 0;
}
