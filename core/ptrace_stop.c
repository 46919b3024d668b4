/* SPDX-License-Identifier: MIT */
/*
 * The tracee's side of ptrace(2): its stops, from the first mark to going on.
 *
 * A task in a stop is parked. While it is, t->trap is what its tracer asks
 * about; the tracer ends the stop (ptrace_req.c), and so does death. What was
 * dequeued for a signal-delivery-stop is kept there, and decided about when
 * the task looks again.
 */
#include "queue.h"

bool ksig__trap_locked(struct ksig_task *t, int32_t code, int32_t cld,
		       bool has_info, uint64_t message)
{
	bool complete = false;

	ksig__assert_siglock(t->k, t->sighand);
	if (cld == LINUX_CLD_STOPPED)
		complete = ksig__stop_leave_locked(t);
	ksig__flags_clear(&t->flags, KSIG_TASK_TRAP_STOP);
	if (has_info && t->trap.info.si_code >> 8 == LINUX_PTRACE_EVENT_STOP)
		ksig__flags_clear(&t->flags, KSIG_TASK_TRAP_NOTIFY);
	ksig__flags_set(&t->flags, KSIG_TASK_TRACED);
	t->trap.code = code;
	t->trap.message = message;
	t->trap.has_info = has_info;
	ksig__park_locked(t, KSIG_PARK_TRACED, 0);
	ksig__recalc_locked(t);
	if (ksig__tracing(t->k))
		ksig__emit_trap(t, KSIG_EV_TRAP, code,
				cld == LINUX_CLD_STOPPED);
	return complete;
}

/* What an event stop tells of itself. Linux: ptrace_do_notify(). */
static void set_info(struct ksig_task *t, int sig, int32_t code)
{
	t->trap.info = (struct linux_siginfo){
		.si_signo = sig, .si_code = code,
	};
	t->trap.info.u.kill.pid = t->tid;
	t->trap.info.u.kill.uid = t->user->uid;
}

/*
 * Group-stop, or what PTRACE_SEIZE makes of it: an event, by the stop's signal
 * while the group stops, by SIGTRAP otherwise. Without SEIZE it has no
 * siginfo: so a tracer tells it from a signal-delivery-stop (ptrace(2)).
 * Linux: do_jobctl_trap().
 */
bool ksig__trap_stop_locked(struct ksig_task *t)
{
	const struct ksig_group *g = t->group;
	int sig = t->stop_sig;
	int32_t code;

	if (!(t->flags & KSIG_TASK_SEIZED))
		return ksig__trap_locked(t, sig, LINUX_CLD_STOPPED, false, 0);
	if (!g->nr_to_stop && !(g->flags & KSIG_GROUP_STOPPED))
		sig = LINUX_SIGTRAP;
	code = sig | LINUX_PTRACE_EVENT_STOP << 8;
	set_info(t, sig, code);
	return ksig__trap_locked(t, code, LINUX_CLD_STOPPED, true, 0);
}

/*
 * Signal-delivery-stop. Any signal might become a stop signal here, which a
 * SIGCONT during the stop is to undo: hence the mark. Linux: ptrace_signal().
 */
void ksig__trap_signal_locked(struct ksig_task *t,
			      const struct ksig__delivery *d)
{
	ksig__flags_set(&t->flags, KSIG_TASK_STOP_DEQUEUED |
				   KSIG_TASK_TRAP_SIGNAL);
	t->trap.sig = d->sig;
	t->trap.id = d->taken.id;
	t->trap.generated_ns = d->taken.generated_ns;
	t->trap.shared = d->taken.shared;
	t->trap.info = d->tail.info;
	(void)ksig__trap_locked(t, d->sig, LINUX_CLD_TRAPPED, true, 0);
}

static void discard(struct ksig_task *t, enum ksig_discard_why why)
{
	ksig__trace_discard(t->group, t->trap.shared ? NULL : t, t->trap.sig,
			    t->trap.id, t->trap.generated_ns, why);
}

void ksig__trap_drop_locked(struct ksig_task *t)
{
	ksig__assert_siglock(t->k, t->sighand);
	ksig__flags_clear(&t->flags, KSIG_TASK_TRAP_SIGNAL);
	discard(t, KSIG_WHY_EXIT);
	ksig__recalc_locked(t);
}

/* It is blocked by now: back into the set it came from (rule 28). */
static void put_back_locked(struct ksig_task *t, struct ksig__delivery *d)
	KSIG_REQUIRES(ksig__siglock)
{
	struct ksig_origin origin = {
		KSIG_BY_PTRACE, t->trap.by_tid, t->trap.by_tid
	};
	struct ksig__generation gen = {
		.group = t->group,
		.task = t,
		.info = &d->tail.info,
		.origin = &origin,
		.shared = d->taken.shared,
		.forced = false,
		.timer = false,
	};

	discard(t, KSIG_WHY_TRACER);
	(void)ksig__generate_locked(&gen);
}

/*
 * t has been resumed with trap.code: 0 drops the signal; another one replaces
 * it, as if the tracer had sent that with kill(2).
 *
 * When the tracer has died in between, trap.code is what it was: nothing, if
 * wait(2) had told of the stop, else the signal (observed on 6.18).
 * Linux: ptrace_signal().
 */
bool ksig__trap_resumed_locked(struct ksig_task *t, struct ksig__delivery *d)
{
	ksig__assert_siglock(t->k, t->sighand);
	ksig__flags_clear(&t->flags, KSIG_TASK_TRAP_SIGNAL);
	d->sig = t->trap.code;
	d->taken.id = t->trap.id;
	d->taken.generated_ns = t->trap.generated_ns;
	d->taken.shared = t->trap.shared;
	d->tail.info = t->trap.info;
	if (d->sig && d->sig != d->tail.info.si_signo) {
		d->tail.info = (struct linux_siginfo){
			.si_signo = d->sig, .si_code = LINUX_SI_USER,
		};
		d->tail.info.u.kill.pid = t->trap.by_tid;
		d->tail.info.u.kill.uid = t->trap.by_uid;
	}
	if (!d->sig)
		discard(t, KSIG_WHY_TRACER);
	else if (ksig_sigset_has(t->blocked, d->sig))
		put_back_locked(t, d);
	else
		return true;
	ksig__recalc_locked(t);
	return false;
}

/*
 * t goes on: if it stands before a call, that is not to be interrupted for
 * nothing. Linux: ptrace_signal_wake_up(), the end of ptrace_stop().
 */
void ksig__trap_end_locked(struct ksig_task *t)
{
	bool was_traced = t->flags & KSIG_TASK_TRACED;

	ksig__assert_siglock(t->k, t->sighand);
	if (was_traced && ksig__tracing(t->k))
		ksig__emit_trap(t, KSIG_EV_RESUME, t->trap.code, false);
	ksig__flags_clear(&t->flags, KSIG_TASK_TRACED | KSIG_TASK_LISTENING);
	t->trap.has_info = false;
	if (was_traced) {
		ksig__unpark_locked(t);
		ksig__recalc_locked(t);
	} else {
		__atomic_store_n(&t->has_deliverable, true, __ATOMIC_RELEASE);
	}
	t->k->port->wake(t, KSIG_WAKE_CONTINUE);
}

/* One that LISTENs stops anew. Linux: ptrace_trap_notify(). */
void ksig__trap_notify_locked(struct ksig_task *t)
{
	if (t->flags & KSIG_TASK_EXITING)
		return;
	ksig__flags_set(&t->flags, KSIG_TASK_TRAP_NOTIFY);
	if (t->flags & KSIG_TASK_LISTENING)
		ksig__trap_end_locked(t);
	else
		ksig__signal_wake_locked(t, false);
}

/* Stop t now with an event's code. Locks: takes tree_lock, siglock. */
static void stop_now(struct ksig_task *t, int32_t code, uint64_t message)
	KSIG_EXCLUDES(ksig__tree, ksig__siglock)
{
	ksig__lock_task(t);
	set_info(t, LINUX_SIGTRAP, code);
	(void)ksig__trap_locked(t, code, LINUX_CLD_TRAPPED, true, message);
	ksig__unlock_task(t);
	ksig__tree_lock(t->k);
	ksig__notify_trap(t, LINUX_CLD_TRAPPED, false);
	ksig__tree_unlock(t->k);
}

/*
 * May t stop at event? One that is being killed stops no more, but where it
 * exits (observed on 6.18). Locks: takes siglock.
 */
static bool is_wanted(struct ksig_task *t, int event)
	KSIG_EXCLUDES(ksig__siglock)
{
	bool wanted;

	if (!(ksig__flags(&t->flags) & KSIG_TASK_PTRACED))
		return false;
	ksig__lock_task(t);
	wanted = (t->flags & KSIG_TASK_PTRACED) &&
		 (t->ptrace_options & 1u << event) &&
		 (event == LINUX_PTRACE_EVENT_EXIT ||
		  !(t->group->flags & KSIG_GROUP_EXIT));
	ksig__unlock_task(t);
	return wanted;
}

/* PTRACE_ATTACH knew exec by a SIGTRAP, before there were options. */
static void tell_exec(struct ksig_task *t) KSIG_EXCLUDES(ksig__siglock)
{
	struct ksig_origin origin = { KSIG_BY_PTRACE, t->group->pid, t->tid };
	struct linux_siginfo info;

	if ((ksig__flags(&t->flags) & (KSIG_TASK_PTRACED |
				       KSIG_TASK_SEIZED)) != KSIG_TASK_PTRACED)
		return;
	ksig__siginfo_kill(&info, LINUX_SIGTRAP, LINUX_SI_USER, t);
	(void)ksig__generate(t->group, t, false, &info, &origin);
}

/* Linux: ptrace_event(). */
bool ksig_ptrace_event(struct ksig_task *t, int event, uint64_t message)
{
	if (is_wanted(t, event)) {
		stop_now(t, LINUX_SIGTRAP | event << 8, message);
		return true;
	}
	if (event == LINUX_PTRACE_EVENT_EXEC)
		tell_exec(t);
	return false;
}

static int clone_event(uint64_t flags, int32_t exit_signal)
{
	if (flags & LINUX_CLONE_VFORK)
		return LINUX_PTRACE_EVENT_VFORK;
	return (flags & LINUX_CLONE_THREAD) || exit_signal != LINUX_SIGCHLD ?
		LINUX_PTRACE_EVENT_CLONE : LINUX_PTRACE_EVENT_FORK;
}

bool ksig_ptrace_clone(struct ksig_task *t, uint64_t flags,
		       int32_t exit_signal, int32_t tid)
{
	if (flags & LINUX_CLONE_UNTRACED)
		return false;
	return ksig_ptrace_event(t, clone_event(flags, exit_signal),
				 (uint64_t)tid);
}

/* The bit that PTRACE_O_TRACESYSGOOD adds to SIGTRAP. */
#define SYSGOOD 0x80

bool ksig_ptrace_syscall(struct ksig_task *t, uint64_t message)
{
	int32_t code = LINUX_SIGTRAP;

	if (!(ksig__flags(&t->flags) & KSIG_TASK_PTRACED) ||
	    (ksig__flags(&t->group->flags) & KSIG_GROUP_EXIT)) {
		t->trap.code = 0;	/* that of the last stop */
		return false;
	}
	if (ksig__flags(&t->ptrace_options) & LINUX_PTRACE_O_TRACESYSGOOD)
		code |= SYSGOOD;
	stop_now(t, code, message);
	return true;
}

/*
 * The code of a stop that nobody has waited for is taken for a signal when
 * its tracer dies.
 */
bool ksig_ptrace_syscall_end(struct ksig_task *t)
{
	struct ksig_origin origin = { KSIG_BY_PTRACE, 0, 0 };
	struct linux_siginfo info = {
		.si_signo = t->trap.code, .si_code = LINUX_SI_KERNEL,
	};

	if ((ksig__flags(&t->group->flags) & KSIG_GROUP_EXIT) ||
	    (ksig__flags(&t->flags) & KSIG_TASK_LEAVING))
		return false;
	if (info.si_signo > 0 && info.si_signo <= KSIG_NSIG)
		ksig_generate_task(t, &info, &origin);
	return true;
}

bool ksig_ptrace_is_stopped(const struct ksig_task *t)
{
	return ksig__flags(&t->flags) & KSIG_TASK_TRACED;
}

/*
 * parent, which is traced, has made child: that is traced too if parent's
 * tracer asked for the event, or by CLONE_PTRACE. It stops first of all.
 * Locks: tree_lock; takes siglock. Linux: ptrace_init_task().
 */
void ksig__ptrace_inherit(struct ksig_task *parent, struct ksig_task *child,
			  uint64_t flags, int32_t exit_signal)
{
	uint32_t event = 1u << clone_event(flags, exit_signal);

	if (!(flags & LINUX_CLONE_PTRACE) &&
	    ((flags & LINUX_CLONE_UNTRACED) ||
	     !(parent->ptrace_options & event)))
		return;
	child->tracer = parent->tracer;
	ksig__list_add_tail(&parent->tracer->tracees, &child->in_tracer);
	ksig__lock_task(child);
	child->ptrace_options = parent->ptrace_options;
	ksig__flags_set(&child->flags, KSIG_TASK_PTRACED |
			(parent->flags & KSIG_TASK_SEIZED));
	if (child->flags & KSIG_TASK_SEIZED)
		ksig__flags_set(&child->flags, KSIG_TASK_TRAP_STOP);
	else
		ksig__pending_add(&child->pending, LINUX_SIGSTOP, NULL,
				  ksig__next_id(child->k),
				  ksig__trace_now(child->k));
	ksig__recalc_locked(child);
	ksig__unlock_task(child);
}
