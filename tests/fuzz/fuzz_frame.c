/* SPDX-License-Identifier: MIT */
/*
 * Forged frames: rt_sigreturn of whatever lies on the stack. The input says
 * what machine it is (extended state, Linux's version), how a real frame is
 * changed, or that there is none, and where sp points.
 *
 * Whatever is in it, the registers stay a user's, the mask leaves SIGKILL and
 * SIGSTOP alone, and the CPU gets only extended state that it takes.
 */
#include <stdio.h>
#include <stdlib.h>
#include "../unit/port.h"
#include "input.h"

#define PID		100
#define PATCHES_MAX	24
#define FRAME_MAX	4096u
/* What user code may change (Intel SDM, volume 1, 3.4.3). */
#define FLAGS_USER	0x50dd5u
#define FLAGS_START	0x202u
#define MXCSR_VALID	0xffffu

/* One machine at a time: its extended state lies here. */
static struct {
	uint8_t *image;		/* as long as it may be, not longer */
	uint32_t bytes;
	uint64_t features;
} xstate;

static void must(int cond, const char *what)
{
	if (!cond) {
		fprintf(stderr, "fuzz_frame: %s\n", what);
		abort();
	}
}

static void *xstate_get(struct ksig_task *t)
{
	(void)t;
	return xstate.image;
}

static uint64_t word(const uint8_t *image, uint32_t at)
{
	uint64_t v;

	memcpy(&v, image + at, sizeof(v));
	return v;
}

/* Would XRSTOR (FXRSTOR for 512 bytes) take it? Intel SDM, volume 2. */
static bool is_loadable(const uint8_t *image)
{
	uint32_t i;

	if ((uint32_t)word(image, 24) > MXCSR_VALID)
		return false;
	if (xstate.bytes < 576)
		return true;
	for (i = 520; i < 576; i += 8)
		if (word(image, i) != 0)
			return false;
	return !(word(image, 512) & ~xstate.features);
}

static int xstate_set(struct ksig_task *t, const void *image)
{
	(void)t;
	if (!image) {
		memset(xstate.image, 0, xstate.bytes);
		return 0;
	}
	if (image != xstate.image)
		memmove(xstate.image, image, xstate.bytes);
	must(is_loadable(xstate.image), "an image");
	return 0;
}

/* The same without the image in between: XSAVE, and XRSTOR, which refuses. */
static int xstate_write(struct ksig_task *t, uint64_t uaddr, uint64_t *bv)
{
	struct ksig_piece all = { uaddr, xstate.image, xstate.bytes };

	*bv = xstate.features;
	return t->k->port->copy_to_user(t, &all, 1);
}

static int xstate_read(struct ksig_task *t, uint64_t uaddr)
{
	if (t->k->port->copy_from_user(t, xstate.image, uaddr, xstate.bytes) ||
	    !is_loadable(xstate.image))
		return -LINUX_EFAULT;
	return 0;
}

static void machine(struct tp *m, struct input *in)
{
	static const struct {
		uint32_t bytes;
		uint64_t features;
	} kinds[] = { { 832, 7 }, { 0, 0 }, { 512, 3 }, { 576, 3 },
		      { 2696, 0x2e7 } };
	static const uint32_t versions[] = { 0x061200, 0x060100 };
	uint8_t how = in_byte(in);
	struct ksig_config config = {
		.size = sizeof(config),
		.linux_version = versions[how >> 7],
		.xstate_bytes = kinds[how % 5].bytes,
		.xfeatures = kinds[how % 5].features,
	};

	tp_init(m, true);
	m->port.xstate_get = xstate_get;
	m->port.xstate_set = xstate_set;
	m->port.xstate_buffer = how & 32 ? xstate_get : NULL;
	if (how & 64 && config.xstate_bytes >= 576) {
		tp_in_place(m);
		m->port.xstate_write = xstate_write;
		m->port.xstate_read = xstate_read;
	}
	must(ksig_init(&m->k, &m->port, &config) == 0, "ksig_init");
	xstate.bytes = config.xstate_bytes;
	xstate.features = config.xfeatures;
	xstate.image = calloc(1, xstate.bytes + 4);
	must(xstate.image != NULL, "memory");
}

static void put(struct tp *m, uint64_t at, const void *src, size_t bytes)
{
	if (at >= TP_BASE && at - TP_BASE <= TP_BYTES - bytes)
		tp_poke(m, at, src, bytes);
}

/* Eight bytes here and there; 0: all that is left of the input, at sp. */
static void forge(struct tp *m, struct tp_task *t, struct input *in)
{
	uint8_t n = in_byte(in) % PATCHES_MAX, bytes[FRAME_MAX];
	uint64_t v, at;
	size_t left;

	while (n--) {
		at = t->regs.sp + 8 * (uint64_t)in_byte(in);
		at += in_byte(in);
		v = in_u64(in);
		put(m, at, &v, sizeof(v));
		if (n)
			continue;
		return;
	}
	left = in->left < FRAME_MAX ? in->left : FRAME_MAX;
	in_bytes(in, bytes, left);
	put(m, t->regs.sp, bytes, left);
}

static void check_user(const struct tp_task *t)
{
	must((t->regs.cs & 3) == 3 && (t->regs.ss & 3) == 3, "selectors");
	must(((t->regs.flags ^ FLAGS_START) & ~(uint64_t)FLAGS_USER) == 0,
	     "flags");
	must(!(t->t.blocked & (TP_SET(LINUX_SIGKILL) | TP_SET(LINUX_SIGSTOP))),
	     "mask");
}

static bool runs(const struct tp_task *t)
{
	return t->outcome == KSIG_RUN;
}

/* A handler runs, its frame is forged, it returns; so again and again. */
static void play(struct tp *m, struct tp_task *t, struct input *in)
{
	static const uint8_t sigs[] = { 10, 11, 34, 12 };
	uint8_t how;

	while (in->left && runs(t)) {
		how = in_byte(in);
		t->regs.sp = TP_STACK_TOP;
		t->regs.flags = FLAGS_START;
		if (how & 1)
			tp_generate_task(t, sigs[how >> 1 & 3]);
		tp_native(t, 0, how & 8 ? -512 - (how >> 4) % 5 : 0);
		if (!runs(t))
			return;
		t->regs.flags = FLAGS_START;
		t->regs.sp += 8;
		if (how & 128)
			t->regs.sp = (how & 64 ? TP_BASE + TP_BYTES : TP_BASE) -
				     in_byte(in);
		if (how & 32)
			t->regs.sp += in_byte(in);
		forge(m, t, in);
		TP_CALL0(t, LINUX_NR_rt_sigreturn);
		if (runs(t))
			check_user(t);
		m->story_len = 0;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct linux_stack ss = { TP_ALTSTACK, 0, 0, 0x4000 };
	struct input in = { data, bytes };
	static struct tp machine_memory;
	struct tp *m = &machine_memory;
	struct tp_task *t;

	machine(m, &in);
	t = tp_start(m, PID);
	must(t != NULL, "start");
	tp_handle(t, 10, LINUX_SA_SIGINFO);
	tp_handle(t, 11, LINUX_SA_ONSTACK | LINUX_SA_NODEFER);
	tp_handle(t, 34, LINUX_SA_RESTART);
	tp_poke(m, TP_SCRATCH, &ss, sizeof(ss));
	TP_CALL2(t, LINUX_NR_sigaltstack, TP_SCRATCH, 0);
	play(m, t, &in);
	tp_finish(m);
	free(xstate.image);
	return 0;
}
