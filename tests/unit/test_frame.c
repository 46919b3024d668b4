/* SPDX-License-Identifier: MIT */
/* x86-64: the frame's bytes, alternate stacks, sigreturn of forged frames. */
#include "unit.h"
#include "../../arch/x86_64/frame.h"

static struct frame_head head(struct tp_task *t)
{
	struct frame_head h;

	tp_peek(tp_of(t), &h, t->regs.sp, sizeof(h));
	return h;
}

static void write_head(struct tp_task *t, const struct frame_head *h)
{
	tp_poke(tp_of(t), t->regs.sp, h, sizeof(*h));
}

/* Unblocked SIGUSR1 with a handler that has flags; the frame is at sp. */
static void enter(struct tp_task *t, uint64_t flags)
{
	tp_handle(t, 10, flags);
	tp_generate_task(t, 10);
	tp_return(t);
	assert_int_equal(tp_in_handler(t), 10);
}

static void layout(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state);
	struct linux_siginfo info;
	struct frame_head h;
	struct xstate_sw sw;
	uint64_t sp, fx;

	memset(m->memory + 0x1000, 0xa5, TP_BYTES - 0x1000);
	memset(t->xstate, 0, sizeof(t->xstate));
	t->xstate[512] = 4;
	t->t.fault = (struct ksig_fault){ 14, 6, 0x1234 };
	t->regs.r15 = 15;
	t->regs.bx = 3;
	t->regs.flags = 0x10f02;
	sp = t->regs.sp;
	enter(t, LINUX_SA_SIGINFO);
	fx = (sp - 128 - (TP_XSTATE_BYTES + 4)) & ~63ull;
	assert_int_equal(t->regs.sp, ((fx - 440) & ~15ull) - 8);
	assert_int_equal(t->regs.di, 10);
	assert_int_equal(t->regs.si, t->regs.sp + 312);
	assert_int_equal(t->regs.dx, t->regs.sp + 8);
	assert_int_equal(t->regs.ax, 0);
	assert_int_equal(t->regs.flags, 0xa02);
	h = head(t);
	assert_int_equal(h.pretcode, TP_RESTORER);
	assert_int_equal(h.uc_flags, 7);
	assert_int_equal(h.uc_link, 0);
	assert_int_equal(h.stack_flags, 0);
	assert_int_equal(h.stack_pad, 0xa5a5a5a5);
	assert_int_equal(h.r15, 15);
	assert_int_equal(h.bx, 3);
	assert_int_equal(h.sp, sp);
	assert_int_equal(h.ip, TP_CODE);
	assert_int_equal(h.flags, 0x10f02);
	assert_int_equal(h.cs, 0x33);
	assert_int_equal(h.ss, 0x2b);
	assert_int_equal(h.trapno, 14);
	assert_int_equal(h.err, 6);
	assert_int_equal(h.cr2, 0x1234);
	assert_int_equal(h.fpstate, fx);
	assert_int_equal(h.reserved[0], 0xa5a5a5a5a5a5a5a5);
	assert_int_equal(h.reserved[7], 0xa5a5a5a5a5a5a5a5);
	tp_peek(m, &info, t->regs.si, sizeof(info));
	assert_int_equal(info.si_signo, 10);
	assert_int_equal(info.si_code, LINUX_SI_KERNEL);
	tp_peek(m, &sw, fx + 464, sizeof(sw));
	assert_int_equal(sw.magic1, 0x46505853);
	assert_int_equal(sw.extended_size, TP_XSTATE_BYTES + 4);
	assert_int_equal(sw.xstate_size, TP_XSTATE_BYTES);
	assert_int_equal(sw.xfeatures, 7);
	assert_int_equal(tp_peek64(m, fx + 512), 7);
	assert_int_equal((uint32_t)tp_peek64(m, fx + TP_XSTATE_BYTES),
			 0x46505845);
	assert_int_equal(t->nr_xstate_init, 2);
}

static void gaps_in_the_image_are_not_written(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state);
	const uint64_t end = TP_XSTATE_BYTES;
	struct frame_head h;

	m->k.config.xstate_gaps[0] = (struct ksig_gap){ 600, 8 };
	m->k.config.xstate_gaps[1] = (struct ksig_gap){
		(uint32_t)end - 16, 16
	};
	memset(m->memory + 0x1000, 0xa5, TP_BYTES - 0x1000);
	enter(t, 0);
	tp_peek(m, &h, t->regs.sp, sizeof(h));
	assert_int_not_equal(tp_peek64(m, h.fpstate + 592),
			     0xa5a5a5a5a5a5a5a5);
	assert_int_equal(tp_peek64(m, h.fpstate + 600), 0xa5a5a5a5a5a5a5a5);
	assert_int_not_equal(tp_peek64(m, h.fpstate + 608),
			     0xa5a5a5a5a5a5a5a5);
	assert_int_not_equal(tp_peek64(m, h.fpstate + end - 24),
			     0xa5a5a5a5a5a5a5a5);
	assert_int_equal(tp_peek64(m, h.fpstate + end - 16),
			 0xa5a5a5a5a5a5a5a5);
	assert_int_equal(tp_peek64(m, h.fpstate + end - 8),
			 0xa5a5a5a5a5a5a5a5);
	assert_int_equal((uint32_t)tp_peek64(m, h.fpstate + end), 0x46505845);
}

static void without_siginfo_it_is_not_written(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state);

	memset(m->memory + 0x1000, 0xa5, TP_BYTES - 0x1000);
	enter(t, 0);
	assert_int_equal(tp_peek64(m, t->regs.si), 0xa5a5a5a5a5a5a5a5);
	assert_int_equal(tp_peek64(m, t->regs.sp + 304), 0);
}

static int64_t altstack(struct tp_task *t, uint64_t sp, uint64_t size,
			int32_t flags)
{
	struct linux_stack ss = { sp, flags, 0, size };

	tp_poke(tp_of(t), TP_SCRATCH, &ss, sizeof(ss));
	return TP_CALL2(t, LINUX_NR_sigaltstack, TP_SCRATCH, TP_SCRATCH + 64);
}

static struct linux_stack old_stack(struct tp_task *t)
{
	struct linux_stack ss;

	tp_peek(tp_of(t), &ss, TP_SCRATCH + 64, sizeof(ss));
	return ss;
}

static void sigaltstack_rules(void **state)
{
	struct tp_task *t = unit_task(state);

	assert_int_equal(altstack(t, TP_ALTSTACK, 2047, 0), -LINUX_ENOMEM);
	assert_int_equal(altstack(t, TP_ALTSTACK, 8192, 4), -LINUX_EINVAL);
	assert_int_equal(altstack(t, 77, 0, LINUX_SS_DISABLE), 0);
	assert_int_equal(old_stack(t).flags, LINUX_SS_DISABLE);
	assert_int_equal(altstack(t, 0, 0, LINUX_SS_DISABLE), 0);
	assert_int_equal(altstack(t, TP_ALTSTACK, 8192, LINUX_SS_ONSTACK), 0);
	assert_int_equal(altstack(t, TP_ALTSTACK, 8192, 0), 0);
	assert_int_equal(old_stack(t).flags, 0);
	assert_int_equal(old_stack(t).sp, TP_ALTSTACK);
	enter(t, LINUX_SA_ONSTACK);
	assert_in_range(t->regs.sp, TP_ALTSTACK, TP_ALTSTACK + 8192);
	assert_int_equal(altstack(t, TP_ALTSTACK, 8192, 0), -LINUX_EPERM);
	assert_int_equal(TP_CALL2(t, LINUX_NR_sigaltstack, 0,
				  TP_SCRATCH + 64), 0);
	assert_int_equal(old_stack(t).flags, LINUX_SS_ONSTACK);
	tp_sigreturn(t);
	assert_int_equal(t->regs.ip, TP_CODE);
	assert_int_equal(t->t.altstack.sp, TP_ALTSTACK);
	assert_int_equal(TP_CALL2(t, LINUX_NR_sigaltstack, 8, 0),
			 -LINUX_EFAULT);
	assert_int_equal(TP_CALL2(t, LINUX_NR_sigaltstack, 0, 8),
			 -LINUX_EFAULT);
}

static void the_same_again_before_the_size(void **state)
{
	struct tp_task *t = unit_task(state);

	t->t.altstack = (struct linux_stack){ TP_ALTSTACK, 0, 0, 16 };
	assert_int_equal(altstack(t, TP_ALTSTACK, 16, 0), 0);
	assert_int_equal(altstack(t, TP_ALTSTACK, 17, 0), -LINUX_ENOMEM);
}

static void nested_on_the_alternate_stack(void **state)
{
	struct tp_task *t = unit_task(state);
	uint64_t sp;

	altstack(t, TP_ALTSTACK, 8192, 0);
	tp_handle(t, 12, LINUX_SA_ONSTACK);
	enter(t, LINUX_SA_ONSTACK);
	sp = t->regs.sp;
	tp_generate_task(t, 12);
	tp_return(t);
	assert_int_equal(tp_in_handler(t), 12);
	assert_in_range(t->regs.sp, TP_ALTSTACK, sp - 1);
	tp_sigreturn(t);
	assert_int_equal(t->regs.sp, sp);
	tp_sigreturn(t);
	assert_int_equal(t->regs.sp, TP_STACK_TOP);
}

static void a_frame_that_does_not_fit(void **state)
{
	struct tp_task *t = unit_task(state);

	altstack(t, TP_ALTSTACK, 2048, 0);
	tp_handle(t, 12, LINUX_SA_ONSTACK);
	enter(t, LINUX_SA_ONSTACK);
	tp_generate_task(t, 12);
	/* Below the alternate stack there is somebody else's memory. */
	assert_int_equal(tp_return(t), KSIG_DUMP);
	assert_int_equal(t->t.group->exit_sig, LINUX_SIGSEGV);
}

static void autodisarm(void **state)
{
	struct tp_task *t = unit_task(state);

	altstack(t, TP_ALTSTACK, 8192, LINUX_SS_AUTODISARM);
	enter(t, LINUX_SA_ONSTACK);
	assert_int_equal(t->t.altstack.size, 0);
	assert_int_equal(t->t.altstack.flags, LINUX_SS_DISABLE);
	assert_int_equal(head(t).stack_flags, LINUX_SS_AUTODISARM);
	assert_int_equal(altstack(t, TP_ALTSTACK, 4096, 0), 0);
	assert_int_equal(altstack(t, 0, 0, LINUX_SS_DISABLE), 0);
	tp_sigreturn(t);
	assert_int_equal(t->t.altstack.size, 8192);
	assert_int_equal(t->t.altstack.flags, LINUX_SS_AUTODISARM);
}

/* No restorer, no memory: SIGSEGV, and of SIGSEGV itself death. */
static void a_frame_that_cannot_be_written(void **state)
{
	struct tp_task *t = unit_task(state);

	tp_handle(t, LINUX_SIGSEGV, 0);
	tp_action(t, 10, TP_HANDLER(10), 0, 0);
	tp_generate_task(t, 10);
	tp_return(t);
	assert_int_equal(tp_in_handler(t), LINUX_SIGSEGV);
	tp_sigreturn(t);
	t->regs.sp = 0x1000;
	tp_handle(t, 10, 0);
	tp_generate_task(t, 10);
	assert_int_equal(tp_return(t), KSIG_DUMP);
	assert_int_equal(t->t.group->exit_sig, LINUX_SIGSEGV);
}

static void segv_on_an_alternate_stack_after_overflow(void **state)
{
	struct tp_task *t = unit_task(state);

	altstack(t, TP_ALTSTACK, 8192, 0);
	tp_handle(t, LINUX_SIGSEGV, LINUX_SA_ONSTACK);
	tp_handle(t, 10, 0);
	t->regs.sp = 0x1000;
	tp_generate_task(t, 10);
	tp_return(t);
	assert_int_equal(tp_in_handler(t), LINUX_SIGSEGV);
	assert_int_equal(head(t).sp, 0x1000);
}

static void sigreturn_takes_what_the_handler_wrote(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state);
	struct frame_head h;

	enter(t, LINUX_SA_SIGINFO);
	h = head(t);
	h.ax = 7;
	h.ip = 0x9999;
	h.flags = ~0ull;
	h.cs = 0;
	h.ss = 0x2b;
	h.sigmask = ~0ull;
	write_head(t, &h);
	m->memory[h.fpstate - TP_BASE + 160] = 0x77;	/* xmm0 */
	tp_sigreturn(t);
	assert_int_equal(t->regs.ax, 7);
	assert_int_equal(t->regs.ip, 0x9999);
	assert_int_equal(t->regs.flags, 0x50dd5 | 0x202);
	assert_int_equal(t->regs.cs, 3);
	assert_int_equal(t->regs.orig_ax, UINT64_MAX);
	assert_int_equal(t->t.blocked, ~(TP_SET(9) | TP_SET(19)));
	assert_int_equal(t->xstate[160], 0x77);
	t->regs.cs = 0x33;
}

/* Each way to forge a frame that Linux refuses, and some it takes. */
static void edit_xstate(struct tp *m, uint64_t fx, int how)
{
	uint8_t *p = m->memory + (fx - TP_BASE);

	switch (how) {
	case 0:
		p[XSTATE_MXCSR + 3] = 0x80;
		break;
	case 1:
		p[XSTATE_BV] = 0xf;
		break;
	case 2:
		p[XSTATE_COMP_BV + 7] = 0x80;
		break;
	case 3:
		p[XSTATE_RESERVED] = 1;
		break;
	/* From here on it is taken. */
	case 4:			/* no magic: x87 and SSE only */
		p[XSTATE_SW] = 0;
		p[XSTATE_BV] = 0xff;
		break;
	case 5:			/* no second magic */
		p[TP_XSTATE_BYTES] = 0;
		break;
	case 6:			/* features masked out */
		p[XSTATE_SW + 8] = 1;
		p[XSTATE_MXCSR + 3] = 0x80;
		break;
	case 7:			/* smaller than what there is */
		p[XSTATE_SW + 16] = 0x40;
		p[XSTATE_SW + 17] = 2;
		memcpy(p + 0x240, "\x45\x58\x50\x46", 4);
		break;
	}
}

static void forged_xstate(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state);
	int how;

	for (how = 0; how < 8; how++) {
		tp_handle(t, LINUX_SIGSEGV, 0);
		enter(t, 0);
		memset(m->memory + (head(t).fpstate + 576 - TP_BASE), 0x11,
		       256);
		edit_xstate(m, head(t).fpstate, how);
		tp_sigreturn(t);
		if (how < 4) {
			assert_int_equal(tp_in_handler(t), LINUX_SIGSEGV);
			tp_sigreturn(t);
		}
		assert_int_equal(t->regs.ip, TP_CODE);
		if (how == 4 || how == 5)
			assert_int_equal(t->xstate[576], 0);
		if (how == 6)
			assert_int_equal(t->xstate[512], 1);
		if (how == 7)
			assert_int_equal(t->xstate[600], 0x11);
		tp_mask(t, LINUX_SIG_SETMASK, 0);
	}
}

static void null_and_misplaced_xstate(void **state)
{
	struct tp_task *t = unit_task(state);
	uint32_t nr = t->nr_xstate_init;
	struct frame_head h;

	tp_handle(t, LINUX_SIGSEGV, 0);
	enter(t, 0);
	h = head(t);
	h.fpstate = 0;
	write_head(t, &h);
	tp_sigreturn(t);
	assert_int_equal(t->nr_xstate_init, nr + 2);
	enter(t, 0);
	h = head(t);
	tp_of(t)->memory[0] = 0;
	memmove(tp_of(t)->memory + (h.fpstate - 16 - TP_BASE),
		tp_of(t)->memory + (h.fpstate - TP_BASE),
		TP_XSTATE_BYTES + 4);
	h.fpstate -= 16;	/* over the siginfo, not the head */
	write_head(t, &h);
	tp_sigreturn(t);
	assert_int_equal(tp_in_handler(t), LINUX_SIGSEGV);
	tp_sigreturn(t);
	enter(t, 0);
	h = head(t);
	h.fpstate = 0x10;
	write_head(t, &h);
	tp_sigreturn(t);
	assert_int_equal(tp_in_handler(t), LINUX_SIGSEGV);
}

static void *no_xstate(struct ksig_task *t)
{
	(void)t;
	return NULL;
}

/* It cannot be had, or only a part of it is there: SIGSEGV either way. */
static void xstate_that_is_not_there(void **state)
{
	struct tp_task *t = unit_task(state);
	uint64_t end = TP_BASE + TP_BYTES - TP_XSTATE_BYTES;
	struct tp *m = *state;
	struct frame_head h;

	tp_handle(t, LINUX_SIGSEGV, 0);
	enter(t, 0);
	h = head(t);
	/* All but the second magic, behind the end of memory. */
	memcpy(m->memory + (end - TP_BASE),
	       m->memory + (h.fpstate - TP_BASE), TP_XSTATE_BYTES);
	h.fpstate = end;
	write_head(t, &h);
	tp_sigreturn(t);
	assert_int_equal(tp_in_handler(t), LINUX_SIGSEGV);
	tp_sigreturn(t);
	enter(t, 0);
	m->port.xstate_buffer = no_xstate;
	tp_sigreturn(t);
	assert_int_equal(tp_in_handler(t), LINUX_SIGSEGV);
	m->port.xstate_buffer = NULL;
	tp_sigreturn(t);
	assert_int_equal(t->regs.ip, TP_CODE);
	m->port.xstate_get = no_xstate;
	tp_generate_task(t, 10);
	assert_int_equal(tp_return(t), KSIG_DUMP);
	assert_int_equal(t->t.group->exit_sig, LINUX_SIGSEGV);
}

static void some_xstate(struct tp_task *t)
{
	memset(t->xstate, 0x31, sizeof(t->xstate));
	memset(t->xstate + 26, 0, 2);	/* MXCSR has no such bits */
	memset(t->xstate + 512, 0, 64);
	t->xstate[512] = 4;
}

static void enter_afresh(struct tp_task *t, uint64_t flags)
{
	some_xstate(t);
	memset(tp_of(t)->memory + 0x1000, 0xa5, TP_BYTES - 0x1000);
	enter(t, flags);
}

/* Filled where it lies or copied there: the same frame, byte by byte. */
static void in_place_is_the_same_frame(void **state)
{
	static uint8_t copied[TP_BYTES];
	static const uint32_t flags[] = { LINUX_SA_SIGINFO, 0 };
	struct tp *m = *state;
	struct tp_task *t = unit_task(state);
	uint32_t i;

	for (i = 0; i < 2; i++) {
		m->port.user_window = NULL;
		enter_afresh(t, flags[i]);
		memcpy(copied, m->memory, TP_BYTES);
		tp_sigreturn(t);
		tp_in_place(m);
		m->nr_windows = 0;
		enter_afresh(t, flags[i]);
		assert_int_equal(m->nr_windows, 1);
		assert_memory_equal(copied, m->memory, TP_BYTES);
		tp_sigreturn(t);
		assert_int_equal(m->nr_windows, 2);
		assert_int_equal(t->regs.ip, TP_CODE);
	}
}

/* Where the image lies is the program's to say. */
static void move_image(struct tp_task *t, uint64_t bytes)
{
	uint8_t *memory = tp_of(t)->memory;
	struct frame_head h = head(t);

	memmove(memory + (h.fpstate - bytes - TP_BASE),
		memory + (h.fpstate - TP_BASE), TP_XSTATE_BYTES + 4);
	h.fpstate -= bytes;
	write_head(t, &h);
}

/* An image of ours, where we put it, is loaded from there; others as ever. */
static void in_place_from_the_frame(void **state)
{
	const uint32_t bad = 0;
	struct tp *m = *state;
	struct tp_task *t = unit_task(state);
	uint64_t image;
	uint8_t byte = 0x77;
	int i;

	tp_in_place(m);
	for (i = 0; i < 4; i++) {
		m->nr_in_place = 0;
		m->xrstor_refuses = i == 1;
		enter(t, 0);
		image = head(t).fpstate;
		tp_poke(m, image + 160, &byte, 1);
		if (i == 2)
			tp_poke(m, image + TP_XSTATE_BYTES, &bad, 4);
		if (i == 3)
			move_image(t, 2048);
		tp_sigreturn(t);
		assert_int_equal(t->regs.ip, TP_CODE);
		assert_int_equal(t->xstate[160], byte);
		assert_int_equal(m->nr_in_place, i < 2);
		byte++;
	}
}

/* There is a frame, but memory ends before its window does. */
static void a_frame_without_a_window(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state);
	struct frame_head h;

	tp_in_place(m);
	enter(t, 0);
	h = head(t);
	h.fpstate = 0;
	t->regs.sp = TP_BASE + TP_BYTES - sizeof(h);
	write_head(t, &h);
	m->nr_windows = 0;
	tp_sigreturn(t);
	assert_int_equal(m->nr_windows, 0);
	assert_int_equal(t->regs.ip, TP_CODE);
}

/* Nor can it be written: at the state, and at what is before it. */
static void no_window_for_a_frame(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state);
	int i;

	tp_in_place(m);
	for (i = 1; i <= 2; i++) {
		tp_handle(t, 10, 0);
		tp_handle(t, LINUX_SIGSEGV, 0);
		m->fail_copy = i;
		tp_generate_task(t, 10);
		tp_return(t);
		assert_int_equal(tp_in_handler(t), LINUX_SIGSEGV);
		tp_sigreturn(t);
		assert_int_equal(t->regs.ip, TP_CODE);
	}
}

static void a_frame_that_cannot_be_read(void **state)
{
	struct tp_task *t = unit_task(state);

	t->regs.sp = 0x2000;
	TP_CALL0(t, LINUX_NR_rt_sigreturn);
	assert_int_equal(t->outcome, KSIG_DUMP);
	assert_int_equal(t->regs.ax, 0);
	assert_int_equal(t->t.group->exit_sig, LINUX_SIGSEGV);
}

static void masked_segv_dies(void **state)
{
	struct tp_task *t = unit_task(state);

	tp_handle(t, LINUX_SIGSEGV, 0);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(LINUX_SIGSEGV));
	t->regs.sp = 0x2000;
	TP_CALL0(t, LINUX_NR_rt_sigreturn);
	assert_int_equal(t->outcome, KSIG_DUMP);
}

/* Without SA_RESTORER: refused as on Linux, or to the port's own place. */
static void the_ports_place_to_return_to(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state);

	m->k.config.sigreturn_at = 0x7fff0000;
	tp_action(t, 10, TP_HANDLER(10), 0, 0);
	tp_generate_task(t, 10);
	tp_return(t);
	assert_int_equal(tp_in_handler(t), 10);
	assert_int_equal(head(t).pretcode, 0x7fff0000);
	tp_sigreturn(t);
	enter(t, 0);
	assert_int_equal(head(t).pretcode, TP_RESTORER);
	tp_sigreturn(t);
	m->k.config.sigreturn_at = 0;
	tp_action(t, 10, TP_HANDLER(10), 0, 0);
	tp_generate_task(t, 10);
	assert_int_equal(tp_return(t), KSIG_DUMP);
	assert_int_equal(t->t.group->exit_sig, LINUX_SIGSEGV);
}

static const struct CMUnitTest tests[] = {
	UNIT(layout),
	UNIT(the_ports_place_to_return_to),
	UNIT(gaps_in_the_image_are_not_written),
	UNIT(without_siginfo_it_is_not_written),
	UNIT(sigaltstack_rules),
	UNIT(the_same_again_before_the_size),
	UNIT(nested_on_the_alternate_stack),
	UNIT(a_frame_that_does_not_fit),
	UNIT(autodisarm),
	UNIT(a_frame_that_cannot_be_written),
	UNIT(segv_on_an_alternate_stack_after_overflow),
	UNIT(sigreturn_takes_what_the_handler_wrote),
	UNIT(forged_xstate),
	UNIT(null_and_misplaced_xstate),
	UNIT(xstate_that_is_not_there),
	UNIT(in_place_is_the_same_frame),
	UNIT(in_place_from_the_frame),
	UNIT(a_frame_without_a_window),
	UNIT(no_window_for_a_frame),
	UNIT(a_frame_that_cannot_be_read),
	UNIT(masked_segv_dies),
};
UNIT_MAIN(tests)
