/* SPDX-License-Identifier: MIT */
/*
 * The record of the handlers that a task is in, so that the trace can tell of
 * their return, also of those that siglongjmp(3) left without sigreturn. It
 * has no influence on anything else, and is kept only if somebody listens.
 */
#include "core.h"

static void emit_return(struct ksig_task *t, const struct ksig_frame *f,
			bool by_longjmp)
{
	uint64_t now = t->k->port->clock_now(t->k);
	struct ksig_event ev = {
		.kind = KSIG_EV_RETURN,
		.sig = f->sig,
		.id = f->id,
		.now_ns = now,
		.group = t->group,
		.task = t,
	};

	ev.u.ret.ran_ns = f->id ? now - f->entered_ns : 0;
	ev.u.ret.by_longjmp = by_longjmp;
	ev.u.ret.restart = f->restart;
	ev.u.ret.call_nr = f->call_nr;
	t->k->port->trace(t->k, &ev);
}

void ksig__frames_push(struct ksig_task *t, const struct ksig_frame *f)
{
	uint32_t i;

	if (t->nr_frames == KSIG_FRAMES_MAX) {
		for (i = 1; i < KSIG_FRAMES_MAX; i++)
			t->frames[i - 1] = t->frames[i];
		t->nr_frames--;
	}
	t->frames[t->nr_frames] = *f;
	t->frames[t->nr_frames].entered_ns = t->k->port->clock_now(t->k);
	t->nr_frames++;
}

/*
 * Has the handler of f been left, given that t's stack pointer is sp? A
 * handler's stack pointer is at most 8 above its frame (its return address
 * popped). Across stacks addresses say nothing: being off the alternate stack
 * means that what ran there is over, being on it says nothing of the others.
 */
static bool is_left(const struct ksig_task *t, const struct ksig_frame *f,
		    uint64_t sp)
{
	bool on_alt = ksig__altstack_has(t, sp);

	if (f->on_altstack == on_alt)
		return sp > f->addr + 8;
	if (!f->on_altstack)
		return false;
	/* Disarmed: where it was is not known any more. */
	return t->altstack.size != 0 || sp > f->addr + 8;
}

/* t's stack pointer is sp: drop the records of what was left by a jump. */
void ksig__frames_left(struct ksig_task *t, uint64_t sp)
{
	while (t->nr_frames && is_left(t, &t->frames[t->nr_frames - 1], sp))
		emit_return(t, &t->frames[--t->nr_frames], true);
}

/* t calls sigreturn with the frame at that address. */
void ksig__frames_return(struct ksig_task *t, uint64_t frame)
{
	struct ksig_frame unknown = { .call_nr = -1 };
	uint32_t i;

	for (i = t->nr_frames; i > 0; i--)
		if (t->frames[i - 1].addr == frame)
			break;
	if (i == 0) {
		ksig__frames_left(t, frame + 8);
		emit_return(t, &unknown, false);
		return;
	}
	while (t->nr_frames > i)
		emit_return(t, &t->frames[--t->nr_frames], true);
	emit_return(t, &t->frames[--t->nr_frames], false);
}
