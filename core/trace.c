/* SPDX-License-Identifier: MIT */
/* The events of ksig/trace.h. Nothing is decided here; not on a hot path. */
#include "core.h"

static struct ksig_event event(const struct ksig_group *g,
			       const struct ksig_task *t,
			       enum ksig_event_kind kind, int sig, uint64_t id)
{
	struct ksig_event ev = {
		.kind = kind,
		.sig = sig,
		.id = id,
		.now_ns = g->k->port->clock_now(g->k),
		.group = g,
		.task = t,
	};

	return ev;
}

static void emit(const struct ksig_event *ev)
{
	struct ksig *k = ev->group->k;

	k->port->trace(k, ev);
}

/* Does the only target, or everybody who could take it, block sig? */
static bool is_blocked(const struct ksig__generation *gen, int sig)
{
	const struct ksig_task *t;

	if (!gen->shared)
		return ksig_sigset_has(ksig__set_read(&gen->task->blocked),
				       sig);
	KSIG__EACH_TASK(t, gen->group)
		if (!ksig_sigset_has(ksig__set_read(&t->blocked), sig))
			return false;
	return true;
}

void ksig__emit_generate(const struct ksig__generation *gen, uint64_t id,
			  enum ksig_gen_result result,
			  const struct ksig__taken *into)
{
	int sig = gen->info->si_signo;
	struct ksig_event ev;

	ev = event(gen->group, gen->shared ? NULL : gen->task,
		   KSIG_EV_GENERATE, sig, id);
	ev.u.generate.result = result;
	ev.u.generate.origin = *gen->origin;
	ev.u.generate.into = into ? into->id : 0;
	ev.u.generate.into_ns = into ? into->generated_ns : 0;
	ev.u.generate.shared = gen->shared;
	ev.u.generate.blocked = is_blocked(gen, sig);
	ev.u.generate.forced = gen->origin->by == KSIG_BY_FAULT;
	ev.u.generate.info = gen->info;
	emit(&ev);
}

/* For a zombie: it goes nowhere, but somebody has sent it. */
void ksig__emit_generate_dead(const struct ksig_group *g,
			      const struct linux_siginfo *info,
			      const struct ksig_origin *origin)
{
	struct ksig *k = g->k;
	uint64_t id = ksig__next_id(k);
	struct ksig_event ev;

	ev = event(g, NULL, KSIG_EV_GENERATE, info->si_signo, id);
	ev.u.generate.result = KSIG_GEN_DELIVERED;
	ev.u.generate.origin = *origin;
	ev.u.generate.shared = true;
	ev.u.generate.info = info;
	emit(&ev);
	ksig__emit_discard(g, NULL, info->si_signo, id, ev.now_ns,
			   KSIG_WHY_EXIT);
}

void ksig__emit_target(const struct ksig_group *g, const struct ksig_task *t,
			int sig, uint64_t id, enum ksig_target_why why)
{
	struct ksig_event ev;

	ev = event(g, t, KSIG_EV_TARGET, sig, id);
	ev.u.target.why = why;
	emit(&ev);
}

void ksig__emit_retarget(const struct ksig_task *t, ksig_sigset which)
{
	int sig;

	for (; which; which &= which - 1) {
		sig = ksig_sigset_lowest(which);
		ksig__emit_target(t->group, t, sig,
				   ksig__pending_peek(&t->group->shared,
						      sig).id,
				   KSIG_TARGET_RETARGET);
	}
}

void ksig__emit_discard(const struct ksig_group *g, const struct ksig_task *t,
			 int sig, uint64_t id, uint64_t generated_ns,
			 enum ksig_discard_why why)
{
	struct ksig_event ev;

	ev = event(g, t, KSIG_EV_DISCARD, sig, id);
	ev.u.discard.why = why;
	ev.u.discard.waited_ns = ev.now_ns - generated_ns;
	emit(&ev);
}

/* frame: of a handler, else NULL. */
void ksig__emit_deliver(const struct ksig_task *t,
			 const struct ksig__delivery *d,
			 enum ksig_action action,
			 const struct ksig_frame *frame)
{
	struct ksig_event ev;

	ev = event(t->group, t, KSIG_EV_DELIVER, d->sig, d->taken.id);
	ev.u.deliver.action = action;
	ev.u.deliver.info = &d->tail.info;
	ev.u.deliver.waited_ns = ev.now_ns - d->taken.generated_ns;
	ev.u.deliver.call_nr = -1;
	ev.u.deliver.shared = d->taken.shared;
	if (frame) {
		ev.u.deliver.handler = d->action.handler;
		ev.u.deliver.sa_flags = (uint32_t)d->action.flags;
		ev.u.deliver.frame = frame->addr;
		ev.u.deliver.altstack = frame->on_altstack;
		ev.u.deliver.restart = frame->restart;
		ev.u.deliver.call_nr = frame->call_nr;
	}
	emit(&ev);
}

void ksig__emit_accept(const struct ksig_task *t, int sig,
			const struct linux_siginfo *info,
			const struct ksig__taken *taken,
			enum ksig_accept_how how)
{
	struct ksig_event ev;

	ev = event(t->group, t, KSIG_EV_ACCEPT, sig, taken->id);
	ev.u.accept.how = how;
	ev.u.accept.waited_ns = ev.now_ns - taken->generated_ns;
	ev.u.accept.info = info;
	emit(&ev);
}

/* Stop, continue and exit of a whole group. */
void ksig__emit_group(const struct ksig_group *g, enum ksig_event_kind kind,
		       int sig, int32_t status)
{
	struct ksig_event ev;

	ev = event(g, NULL, kind, sig, 0);
	ev.u.exit.status = status;
	emit(&ev);
}

/* t has been told of its child pid. */
void ksig__emit_wait(const struct ksig_task *t, int32_t pid, int32_t status,
		     bool kept)
{
	struct ksig_event ev;

	ev = event(t->group, t, KSIG_EV_WAIT, 0, 0);
	ev.u.wait.pid = pid;
	ev.u.wait.status = status;
	ev.u.wait.kept = kept;
	emit(&ev);
}

/* A ptrace stop, and its end. */
void ksig__emit_trap(const struct ksig_task *t, enum ksig_event_kind kind,
		     int32_t code, bool group_stop)
{
	bool delivery = t->flags & KSIG_TASK_TRAP_SIGNAL;
	struct ksig_event ev;

	ev = event(t->group, t, kind, delivery ? t->trap.sig : 0,
		   delivery ? t->trap.id : 0);
	ev.u.trap.code = code;
	ev.u.trap.group_stop = group_stop;
	emit(&ev);
}
