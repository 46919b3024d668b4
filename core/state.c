/* SPDX-License-Identifier: MIT */
/*
 * The records of a saved state, field by field: see state.h. What a field by
 * itself cannot be is refused here; what fields together cannot be is found by
 * load.c and, with the state built, by check.c.
 */
#include "state.h"

#define TASK_FLAGS	(2 * KSIG_TASK_ZOMBIE - 1)
#define GROUP_FLAGS	(2 * KSIG_GROUP_PARENT_EXEC - 1)
#define TIMER_FLAGS	(2 * KSIG_TIMER_PERIODIC - 1)
#define EXIT_SIGNAL_MAX	255	/* CSIGNAL: clone(2) does not look */

static uint64_t number(struct ksig__fields *f, uint64_t v, uint32_t bytes)
{
	uint32_t i;

	if (f->left < bytes) {
		f->bad = true;
		return 0;
	}
	f->left -= bytes;
	if (!f->in) {
		for (i = 0; i < bytes; i++)
			*f->out++ = (uint8_t)(v >> 8 * i);
		return v;
	}
	for (v = 0, i = 0; i < bytes; i++)
		v |= (uint64_t)*f->in++ << 8 * i;
	return v;
}

static void u64(struct ksig__fields *f, uint64_t *v)
{
	*v = number(f, *v, 8);
}

static void i64(struct ksig__fields *f, int64_t *v)
{
	*v = (int64_t)number(f, (uint64_t)*v, 8);
}

static void u32(struct ksig__fields *f, uint32_t *v)
{
	*v = (uint32_t)number(f, *v, 4);
}

static void i32(struct ksig__fields *f, int32_t *v)
{
	*v = (int32_t)(uint32_t)number(f, (uint32_t)*v, 4);
}

/* Small numbers: a bool, an enum from 0 on, a count. */
static uint32_t upto(struct ksig__fields *f, uint32_t v, uint32_t max)
{
	v = (uint32_t)number(f, v, 4);
	if (v <= max)
		return v;
	f->bad = true;
	return 0;
}

static void boolean(struct ksig__fields *f, bool *v)
{
	*v = upto(f, *v, 1) != 0;
}

/* 0: none. */
static void signal_or_none(struct ksig__fields *f, int32_t *sig)
{
	*sig = (int32_t)upto(f, (uint32_t)*sig, KSIG_NSIG);
}

static void flags(struct ksig__fields *f, uint32_t *v, uint32_t known)
{
	u32(f, v);
	f->unknown |= (*v & ~known) != 0;
}

static void mask(struct ksig__fields *f, ksig_sigset *set)
{
	u64(f, set);
	f->bad |= (*set & KSIG_SET_ONLY_KERNEL) != 0;
}

/* Times that are added to others: Linux's KTIME_MAX. */
static void time_ns(struct ksig__fields *f, uint64_t *ns)
{
	u64(f, ns);
	f->bad |= *ns > INT64_MAX;
}

static void bytes(struct ksig__fields *f, uint8_t *p, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		p[i] = (uint8_t)number(f, p[i], 1);
}

void ksig__state_head(struct ksig__fields *f, struct ksig__state_head *h)
{
	u64(f, &h->magic);
	u32(f, &h->version);
	u32(f, &h->config.linux_version);
	u32(f, &h->config.xstate_bytes);
	u32(f, &h->config.flags);
	u64(f, &h->config.xfeatures);
	u64(f, &h->next_id);
}

void ksig__state_user(struct ksig__fields *f, struct ksig_user *u)
{
	u32(f, &u->uid);
	u32(f, &u->nr_tasks);
	u64(f, &u->nr_pending);
}

static void group_signals(struct ksig__fields *f, struct ksig_group *g)
{
	int i;

	signal_or_none(f, &g->exit_sig);
	g->exit_signal = (int32_t)upto(f, (uint32_t)g->exit_signal,
				       EXIT_SIGNAL_MAX);
	signal_or_none(f, &g->stop_sig);
	signal_or_none(f, &g->stop_code);
	u32(f, &g->nr_waiting);
	u32(f, &g->nr_to_stop);
	u32(f, &g->nr_signalfd);
	u64(f, &g->rlimit_sigpending);
	i32(f, &g->next_timer_id);
	f->bad |= g->next_timer_id < 0;
	for (i = 0; i < KSIG_NR_ITIMERS; i++) {
		time_ns(f, &g->itimers[i].expires_ns);
		time_ns(f, &g->itimers[i].interval_ns);
		boolean(f, &g->itimers[i].armed);
	}
}

void ksig__state_group(struct ksig__fields *f, struct ksig_group *g,
		       struct ksig__state_group *ids)
{
	i32(f, &g->pid);
	i32(f, &g->pgid);
	i32(f, &g->sid);
	i32(f, &g->outside_ppid);
	boolean(f, &g->outside_job_control);
	i32(f, &ids->leader);
	mask(f, &g->leader_blocked);
	i32(f, &ids->zombie_leader);
	i32(f, &ids->next_target);
	i32(f, &ids->sighand);
	u32(f, &g->uid);
	u32(f, &g->nr_tasks);
	flags(f, &g->flags, GROUP_FLAGS);
	i32(f, &g->status);
	i32(f, &g->exit_status);
	i64(f, &g->utime);
	i64(f, &g->stime);
	group_signals(f, g);
}

/* KILL and STOP have no action but the default one (sigaction(2)). */
void ksig__state_action(struct ksig__fields *f, int32_t *sig,
			struct linux_sigaction *a)
{
	signal_or_none(f, sig);
	u64(f, &a->handler);
	u64(f, &a->flags);
	u64(f, &a->restorer);
	mask(f, &a->mask);
	f->bad |= !*sig || (ksig_sigset_has(KSIG_SET_ONLY_KERNEL, *sig) &&
			    a->handler != LINUX_SIG_DFL);
}

static void task_park(struct ksig__fields *f, struct ksig_task *t)
{
	t->park.kind = (enum ksig_park_kind)upto(f, (uint32_t)t->park.kind,
						 KSIG_PARK_TRACED);
	mask(f, &t->park.set);
	u64(f, &t->park.deadline_ns);
	i32(f, &t->park.pgid);
}

/*
 * In a signal-delivery-stop the code becomes the signal that is delivered, and
 * info's number is taken for one.
 */
static void task_trap(struct ksig__fields *f, struct ksig_task *t)
{
	struct ksig_trap *trap = &t->trap;

	i32(f, &trap->code);
	signal_or_none(f, &trap->sig);
	u64(f, &trap->id);
	u64(f, &trap->generated_ns);
	boolean(f, &trap->shared);
	boolean(f, &trap->has_info);
	i32(f, &trap->by_tid);
	u32(f, &trap->by_uid);
	u64(f, &trap->message);
	i32(f, &trap->info.si_signo);
	i32(f, &trap->info.si_errno);
	i32(f, &trap->info.si_code);
	i32(f, &trap->info.pad0);
	bytes(f, trap->info.u.bytes, sizeof(trap->info.u.bytes));
	if (t->flags & KSIG_TASK_TRAP_SIGNAL)
		f->bad |= trap->code < 0 || trap->code > KSIG_NSIG ||
			  !ksig_signal_valid(trap->sig) ||
			  !ksig_signal_valid(trap->info.si_signo);
}

void ksig__state_task(struct ksig__fields *f, struct ksig_task *t,
		      uint32_t *user)
{
	i32(f, &t->tid);
	flags(f, &t->flags, TASK_FLAGS);
	u32(f, user);
	mask(f, &t->blocked);
	mask(f, &t->saved_blocked);
	mask(f, &t->real_blocked);
	boolean(f, &t->has_deliverable);
	task_park(f, t);
	u64(f, &t->altstack.sp);
	i32(f, &t->altstack.flags);
	i32(f, &t->altstack.pad);
	u64(f, &t->altstack.size);
	u64(f, &t->fault.trapno);
	u64(f, &t->fault.err);
	u64(f, &t->fault.cr2);
	u64(f, &t->restart_deadline_ns);
	signal_or_none(f, &t->pdeath_sig);
	flags(f, &t->ptrace_options, LINUX_PTRACE_O_MASK);
	signal_or_none(f, &t->stop_sig);
	task_trap(f, t);
	i32(f, &t->exit_status);
	u32(f, &t->exit_uid);
	t->nr_frames = upto(f, t->nr_frames, KSIG_FRAMES_MAX);
}

void ksig__state_frame(struct ksig__fields *f, struct ksig_frame *frame)
{
	u64(f, &frame->id);
	u64(f, &frame->entered_ns);
	u64(f, &frame->addr);
	signal_or_none(f, &frame->sig);
	frame->restart = (enum ksig_restart)upto(f, (uint32_t)frame->restart,
						 KSIG_RESTART_BLOCK);
	i64(f, &frame->call_nr);
	boolean(f, &frame->on_altstack);
}

static bool clock_known(int32_t clock)
{
	switch ((enum ksig_clock)clock) {
	case KSIG_CLOCK_REALTIME:
	case KSIG_CLOCK_MONOTONIC:
	case KSIG_CLOCK_PROCESS_CPUTIME:
	case KSIG_CLOCK_THREAD_CPUTIME:
	case KSIG_CLOCK_BOOTTIME:
	case KSIG_CLOCK_REALTIME_ALARM:
	case KSIG_CLOCK_BOOTTIME_ALARM:
	case KSIG_CLOCK_TAI:
	case KSIG_CLOCK_PROCESS_UTIME:
	case KSIG_CLOCK_THREAD_UTIME:
		return true;
	}
	return false;
}

static void info(struct ksig__fields *f, struct ksig_entry *e)
{
	uint32_t i;

	/* Numbers of 32 bits, but for those whose layout si_code tells. */
	i32(f, &e->info.si_signo);
	i32(f, &e->info.si_errno);
	i32(f, &e->info.si_code);
	i32(f, &e->info.pad);
	for (i = 2; i < KSIG_SIGINFO_KEPT_BYTES / 8; i++)
		u64(f, &e->info.kept[i]);
	u64(f, &e->id);
	u64(f, &e->generated_ns);
}

/* A timer that may have a signal under way has one that there is. */
void ksig__state_timer(struct ksig__fields *f, struct ksig_timer *tm,
		       struct ksig__state_timer *ids)
{
	i32(f, &tm->id);
	u32(f, &ids->user);
	i32(f, &ids->target);
	i32(f, &ids->clock_task);
	i32(f, &tm->clock);
	i32(f, &tm->base);
	f->unknown |= !clock_known(tm->clock) || !clock_known(tm->base);
	flags(f, &tm->flags, TIMER_FLAGS);
	time_ns(f, &tm->expires_ns);
	time_ns(f, &tm->interval_ns);
	u64(f, &tm->overrun);
	i32(f, &tm->overrun_last);
	info(f, &tm->entry);
	f->bad |= tm->overrun_last < 0 ||
		  tm->entry.info.si_code != LINUX_SI_TIMER;
	if (!(tm->flags & KSIG_TIMER_PORT))
		f->bad |= (tm->flags & KSIG_TIMER_PERIODIC) != 0;
	if ((tm->flags & (KSIG_TIMER_QUEUED | KSIG_TIMER_PARKED)) ||
	    !(tm->flags & (KSIG_TIMER_PORT | KSIG_TIMER_SILENT)))
		f->bad |= !ksig_signal_valid(tm->entry.info.si_signo);
}

void ksig__state_parked(struct ksig__fields *f, uint32_t *timer)
{
	u32(f, timer);
}

void ksig__state_entry(struct ksig__fields *f, struct ksig_entry *e,
		       struct ksig__state_instance *i)
{
	i32(f, &i->owner);
	u32(f, &i->user);
	info(f, e);
	f->bad |= !ksig_signal_valid(e->info.si_signo);
}

void ksig__state_timer_entry(struct ksig__fields *f,
			     struct ksig__state_instance *i)
{
	i32(f, &i->owner);
	u32(f, &i->timer);
}

void ksig__state_bare(struct ksig__fields *f, struct ksig__state_instance *i)
{
	i32(f, &i->owner);
	signal_or_none(f, &i->sig);
	f->bad |= !i->sig;
	u64(f, &i->id);
	u64(f, &i->generated_ns);
}

void ksig__state_id(struct ksig__fields *f, int32_t *id)
{
	i32(f, id);
}

void ksig__state_record(struct ksig__fields *f, uint32_t *type,
			uint32_t *bytes_left)
{
	u32(f, type);
	u32(f, bytes_left);
}

void ksig__state_sum(struct ksig__fields *f, uint64_t *sum)
{
	u64(f, sum);
}
