/* SPDX-License-Identifier: MIT */
/*
 * rt_sigreturn(2) on x86-64: everything in the frame may be the program's own
 * invention. What the CPU would refuse is refused here, so that xstate_set
 * gets nothing it could choke on.
 */
#include "../../sys/sys.h"
#include "frame.h"

/*
 * What of the frame's extended state counts: all that xsave knows, or (bytes
 * of it missing or not as Linux wrote them) x87 and SSE alone.
 */
struct xstate_kind {
	bool fx_only;
	uint64_t xfeatures;
};

/*
 * Read the image at uaddr; whole: it has been read all at once. A program that
 * made its own may have less.
 * Returns 0 or -LINUX_EFAULT. Linux: check_xstate_in_sigframe().
 */
static int read_xstate(struct ksig_task *t, uint8_t *image, uint64_t uaddr,
		       bool whole, struct xstate_kind *kind)
{
	const struct ksig_port *port = t->k->port;
	uint64_t bytes = t->k->config.xstate_bytes;
	struct xstate_sw sw;
	uint32_t magic2;

	kind->fx_only = true;
	kind->xfeatures = XFEATURE_FP | XFEATURE_SSE;
	if (!whole &&
	    port->copy_from_user(t, image, uaddr, XSTATE_FXSAVE_BYTES) < 0)
		return -LINUX_EFAULT;
	__builtin_memcpy(&sw, image + XSTATE_SW, sizeof(sw));
	if (bytes < XSTATE_MIN_BYTES || sw.magic1 != XSTATE_MAGIC1 ||
	    sw.xstate_size < XSTATE_MIN_BYTES || sw.xstate_size > bytes ||
	    sw.xstate_size > sw.extended_size)
		return 0;
	if (whole)
		magic2 = load32(image + sw.xstate_size);
	else if (port->copy_from_user(t, &magic2, uaddr + sw.xstate_size,
				      sizeof(magic2)) < 0)
		return -LINUX_EFAULT;
	if (magic2 != XSTATE_MAGIC2)
		return 0;
	kind->fx_only = false;
	kind->xfeatures = sw.xfeatures & t->k->config.xfeatures;
	if (whole)
		return 0;
	return port->copy_from_user(t, image, uaddr, bytes);
}

/*
 * Is the image one that XRSTOR (or FXRSTOR) takes? Else it faults, and with
 * it sigreturn (Intel SDM, volume 2, XRSTOR).
 */
static bool is_loadable(struct ksig *k, const uint8_t *image,
			uint64_t uaddr, const struct xstate_kind *kind)
{
	bool mxcsr_bad = load32(image + XSTATE_MXCSR) & ~MXCSR_VALID;

	if (kind->fx_only)
		return !mxcsr_bad && (uaddr % FXSAVE_ALIGN == 0 ||
				      (k->port->fx_anywhere &&
				       k->port->fx_anywhere(k)));
	if (uaddr % XSTATE_ALIGN != 0)
		return false;
	if ((kind->xfeatures & (XFEATURE_SSE | XFEATURE_YMM)) && mxcsr_bad)
		return false;
	return !(load64(image + XSTATE_BV) & ~k->config.xfeatures) &&
	       load64(image + XSTATE_COMP_BV) == 0 &&
	       load64(image + XSTATE_RESERVED) == 0;
}

static inline void clear_reserved(uint8_t *image)
{
	__builtin_memset(image + XSTATE_RESERVED, 0,
			 XSTATE_MIN_BYTES - XSTATE_RESERVED);
}

/*
 * Make of the user's image one that means the same without XRSTOR's mask of
 * features: what the mask leaves out, or the header marks as initial, starts
 * afresh; MXCSR is loaded whenever SSE or AVX is asked for.
 */
static void normalise(struct ksig *k, uint8_t *image,
		      const struct xstate_kind *kind)
{
	uint64_t bytes = k->config.xstate_bytes, bv;

	if (bytes < XSTATE_MIN_BYTES)
		return;
	if (kind->fx_only) {
		__builtin_memset(image + XSTATE_BV, 0, bytes - XSTATE_BV);
		store64(image + XSTATE_BV, XFEATURE_FP | XFEATURE_SSE);
		return;
	}
	bv = load64(image + XSTATE_BV) & kind->xfeatures;
	if (!(kind->xfeatures & (XFEATURE_SSE | XFEATURE_YMM))) {
		store32(image + XSTATE_MXCSR, MXCSR_DEFAULT);
	} else if (!(bv & XFEATURE_SSE)) {
		__builtin_memset(image + XSTATE_XMM, 0, XSTATE_XMM_BYTES);
		bv |= XFEATURE_SSE;
	}
	store64(image + XSTATE_BV, bv);
	clear_reserved(image);
}

/*
 * Is the image, which was at uaddr, one of ours still, and XRSTOR would take
 * it as it is? Whatever else it may be is for correct_xstate() to find out.
 */
static inline bool is_ours(const struct ksig *k, const uint8_t *image,
			   uint64_t uaddr)
{
	uint64_t bv = load64(image + XSTATE_BV);

	return load64(image + XSTATE_SW) == k->frame_words[0] &&
	       load64(image + XSTATE_SW + 8) == k->frame_words[1] &&
	       load64(image + XSTATE_SW + 16) == k->frame_words[2] &&
	       load32(image + k->config.xstate_bytes) == XSTATE_MAGIC2 &&
	       load32(image + XSTATE_MXCSR) <= MXCSR_VALID &&
	       !((bv & ~k->config.xfeatures) | (uaddr % XSTATE_ALIGN) |
		 load64(image + XSTATE_COMP_BV) |
		 load64(image + XSTATE_RESERVED)) &&
	       (bv & XFEATURE_SSE);
}

/* Make of any image one that can be loaded, or -LINUX_EFAULT. */
__attribute__((noinline))
static int correct_xstate(struct ksig_task *t, uint8_t *image, uint64_t uaddr,
			  bool whole)
{
	struct xstate_kind kind;

	if (read_xstate(t, image, uaddr, whole, &kind) < 0 ||
	    !is_loadable(t->k, image, uaddr, &kind))
		return -LINUX_EFAULT;
	normalise(t->k, image, &kind);
	return 0;
}

/* First all of it at once, as we wrote it, which is what there normally is. */
static inline int load_xstate(struct ksig_task *t, uint64_t uaddr)
{
	struct ksig *k = t->k;
	uint64_t bytes = k->config.xstate_bytes;
	uint8_t *image;
	bool whole;

	image = k->port->xstate_buffer ? k->port->xstate_buffer(t) :
					 k->port->xstate_get(t);
	if (!image)
		return -LINUX_EFAULT;
	whole = bytes >= XSTATE_MIN_BYTES &&
		k->port->copy_from_user(t, image, uaddr,
					bytes + XSTATE_MAGIC2_BYTES) == 0;
	if (whole && is_ours(k, image, uaddr))
		clear_reserved(image);
	else if (correct_xstate(t, image, uaddr, whole) < 0)
		return -LINUX_EFAULT;
	return k->port->xstate_set(t, image);
}

/*
 * No image means the initial state, and so does a bad one, after which the
 * handler of SIGSEGV must not start with half of it. is_ours: as it lies it
 * is one that we wrote; another thread may make of it one that XRSTOR refuses.
 * Returns 0 or -LINUX_EFAULT. Linux: fpu__restore_sig().
 */
static inline int restore_xstate(struct ksig_task *t, uint64_t uaddr,
				 bool is_ours)
{
	const struct ksig *k = t->k;
	int err = 0;

	if (is_ours && k->port->xstate_read(t, uaddr) == 0)
		return 0;
	if (!k->config.xstate_bytes)
		return 0;
	if (uaddr)
		err = load_xstate(t, uaddr);
	if (!uaddr || err)
		(void)k->port->xstate_set(t, NULL);
	return err;
}

/* An LDT's selector is taken at its word: only the CPU could tell. */
static uint64_t valid_ss(uint64_t ss)
{
	return (ss & 4) || ss == USER_DS ? ss : USER_DS;
}

static void restore_regs(struct ksig_regs *r, const struct frame_head *h)
{
	r->cs = h->cs;
	r->cs |= 3;
	r->ss = h->ss;
	r->ss |= 3;
	if (!(h->uc_flags & UC_STRICT_RESTORE_SS) && r->cs == USER_CS)
		r->ss = valid_ss(r->ss);
	r->r8 = h->r8;
	r->r9 = h->r9;
	r->r10 = h->r10;
	r->r11 = h->r11;
	r->r12 = h->r12;
	r->r13 = h->r13;
	r->r14 = h->r14;
	r->r15 = h->r15;
	r->di = h->di;
	r->si = h->si;
	r->bp = h->bp;
	r->bx = h->bx;
	r->dx = h->dx;
	r->ax = h->ax;
	r->cx = h->cx;
	r->sp = h->sp;
	r->ip = h->ip;
	r->flags = (r->flags & ~(uint64_t)FLAGS_USER) |
		   (h->flags & FLAGS_USER);
	r->orig_ax = (uint64_t)-1;
}

/* From 6.12 on the alternate stack is restored before the registers. */
static inline bool altstack_first(const struct ksig *k)
{
	return k->config.linux_version >= 0x060c00u;
}

/* Whatever is wrong with it, sigreturn, called at sp, goes on (rule 24). */
static void restore_altstack(struct ksig_task *t, const struct frame_head *h,
			     uint64_t sp)
{
	struct linux_stack ss;

	if (h->stack_sp == t->altstack.sp &&
	    h->stack_size == t->altstack.size &&
	    h->stack_flags == t->altstack.flags)
		return;
	ss.sp = h->stack_sp;
	ss.flags = h->stack_flags;
	ss.size = h->stack_size;
	(void)ksig__altstack_set(t, &ss, altstack_first(t->k) ? sp : h->sp,
				 NULL);
}

/* What is read of a frame. */
struct popped {
	struct frame_head h;	/* but for pretcode, which was popped */
	bool is_ours;		/* the image h.fpstate points to */
};

/*
 * How far behind the head an image may end that is looked at together with
 * it: as far as it does where we put it (frame.c: place()).
 */
static inline uint64_t window_bytes(const struct ksig *k)
{
	return FRAME_BYTES + XSTATE_ALIGN + k->config.xstate_bytes +
	       XSTATE_MAGIC2_BYTES;
}

struct pop {
	struct popped *out;
	const struct ksig *k;
	uint64_t sp;
};

/* In user_window() of sp, window_bytes(). */
static void read_in_place(void *at, void *arg)
{
	const struct pop *p = arg;
	struct frame_head *h = &p->out->h;
	uint64_t image_at;

	__builtin_memcpy(&h->uc_flags, at, sizeof(*h) - 8);
	/* Others may be writing there: what follows is about what was read. */
	__asm__ volatile("" : : : "memory");
	image_at = h->fpstate - p->sp;
	p->out->is_ours = image_at <= FRAME_BYTES + XSTATE_ALIGN &&
		is_ours(p->k, (const uint8_t *)at + image_at, h->fpstate);
}

/* False: not, or not all of it; it may be there nevertheless. */
static inline bool read_by_window(struct ksig_task *t, uint64_t sp,
				  struct popped *out)
{
	struct pop p = { out, t->k, sp };

	return t->k->port->user_window(t, sp, window_bytes(t->k),
				       read_in_place, &p) == 0;
}

/* Read the frame at sp - 8. Returns 0 or -LINUX_EFAULT. */
static inline int read_frame(struct ksig_task *t, uint64_t sp,
			     struct popped *out)
{
	if (t->k->port->user_window && read_by_window(t, sp, out))
		return 0;
	out->is_ours = false;
	return t->k->port->copy_from_user(t, &out->h.uc_flags, sp,
					  sizeof(out->h) - 8);
}

/*
 * The frame at sp - 8, whose pretcode was popped: mask, alternate stack,
 * registers and extended state. The mask is set even if the rest turns out to
 * be bad, and a call that was waiting to be restarted no longer is.
 * Returns 0 or -LINUX_EFAULT: a bad frame.
 * Locks: takes siglock. Linux: restore_sigcontext().
 */
__attribute__((always_inline))
static inline int frame_pop(struct ksig_task *t, struct ksig_regs *regs,
			    uint64_t sp)
	KSIG_EXCLUDES(ksig__siglock)
{
	struct popped f;
	int err;

	if (read_frame(t, sp, &f) < 0) {
		regs->ax = 0;
		regs->orig_ax = (uint64_t)-1;
		return -LINUX_EFAULT;
	}
	ksig__set_blocked(t, f.h.sigmask & ~KSIG_SET_ONLY_KERNEL);
	t->restart_deadline_ns = 0;
	restore_regs(regs, &f.h);
	err = restore_xstate(t, f.h.fpstate, f.is_ours);
	/* Before 6.12 the extended state came first, and kept it as it was. */
	if (!err || altstack_first(t->k))
		restore_altstack(t, &f.h, sp);
	if (err)
		regs->ax = 0;
	return err;
}

/*
 * rt_sigreturn(). A bad frame is not an error to the program: it gets SIGSEGV
 * (rule 24). Linux: sys_rt_sigreturn().
 */
enum ksig_call_outcome ksig__sys_rt_sigreturn(struct ksig_task *t,
					      struct ksig_call *c)
{
	struct ksig_regs *regs = t->k->port->regs_get(t);
	uint64_t sp = regs->sp;

	(void)c;
	ksig__assert_alive(t);
	if (frame_pop(t, regs, sp) < 0)
		ksig__force_segv(t, 0);
	else if (ksig__tracing(t->k))
		ksig__frames_return(t, sp - 8);
	t->k->port->regs_set(t);
	return KSIG_CALL_SIGRETURN;
}
