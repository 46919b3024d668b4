/* SPDX-License-Identifier: MIT */
/*
 * ptrace(2): where a thread stops for its tracer besides its returns to user
 * mode, whom one may trace, and the one request that is not ksig's,
 * PTRACE_SYSCALL.
 */
#include "internal.h"

#define PTRACE_SYSCALL		24
/* PTRACE_GETEVENTMSG of a stop at a call: which end of it. */
#define MESSAGE_ENTRY		1u
#define MESSAGE_EXIT		2u

/* t has stopped: until its tracer, or death, ends that. */
static void stopped(struct sim_task *t)
{
	for (;;) {
		sim_sleep_begin(t);
		if (!ksig_ptrace_is_stopped(&t->t))
			break;
		sim_sleep(t, NULL, SIM_NEVER, SIM_SLEEP_STOPPED);
	}
}

void sim_trap_event(struct sim_task *t, int event, uint64_t message)
{
	if (ksig_ptrace_event(&t->t, event, message))
		stopped(t);
}

void sim_trap_clone(struct sim_task *t, uint64_t flags, int32_t exit_signal,
		    int32_t tid)
{
	if (ksig_ptrace_clone(&t->t, flags, exit_signal, tid))
		stopped(t);
}

/*
 * Its group dies already: that is no reason not to stop here.
 * Linux: do_exit().
 */
void sim_trap_exit(struct sim_task *t, int32_t status)
{
	t->in_exit_event = true;
	sim_trap_event(t, LINUX_PTRACE_EVENT_EXIT, (uint64_t)status);
	t->in_exit_event = false;
}

/* False: t has been killed, and does not make the call. */
static bool call_stop(struct sim_task *t, uint64_t message)
{
	if (!t->trace_calls)
		return true;
	if (ksig_ptrace_syscall(&t->t, message))
		stopped(t);
	return ksig_ptrace_syscall_end(&t->t);
}

bool sim_trap_entry(struct sim_task *t)
{
	return call_stop(t, MESSAGE_ENTRY);
}

void sim_trap_return(struct sim_task *t)
{
	call_stop(t, MESSAGE_EXIT);
}

/*
 * Before ksig serves a request: who is traced anew, or goes on otherwise,
 * stops at calls no longer. Linux: ptrace_resume(), __ptrace_unlink().
 */
void sim_ptrace_begin(struct sim_task *t, const struct ksig_call *c)
{
	struct ksig_task *x = ksig_task_find(&t->s->k, (int32_t)c->arg[1]);

	switch ((int64_t)c->arg[0]) {
	case LINUX_PTRACE_TRACEME:
		if (!t->t.tracer)
			t->trace_calls = false;
		break;
	case LINUX_PTRACE_ATTACH:
	case LINUX_PTRACE_SEIZE:
		if (x && !x->tracer)
			sim_task(x)->trace_calls = false;
		break;
	case LINUX_PTRACE_CONT:
	case LINUX_PTRACE_DETACH:
		if (x && x->tracer == &t->t && ksig_ptrace_is_stopped(x) &&
		    c->arg[3] <= KSIG_NSIG)
			sim_task(x)->trace_calls = false;
		break;
	default:
		break;
	}
}

/* A request that is not about signals, for c->tracee, which is stopped. */
int64_t sim_ptrace(struct sim_task *t, const struct ksig_call *c)
{
	if (c->arg[0] != PTRACE_SYSCALL)
		sim_refuse(t->s, "ptrace(2) with request %#llx is not one of "
			   "the simulator's", (unsigned long long)c->arg[0]);
	if (c->arg[3] <= KSIG_NSIG)
		sim_task(c->tracee)->trace_calls = true;
	return ksig_ptrace_resume(&t->t, c->tracee, c->arg[3]);
}

/* ptrace(2), "Ptrace access mode checking". Linux: __ptrace_may_access(). */
bool sim_may_trace(struct ksig_task *tracer, struct ksig_task *t)
{
	const struct sim_ids *ours = &sim_task(tracer)->ids;
	const struct sim_ids *theirs = &sim_task(t)->ids;

	if (sim_has_cap(sim_task(tracer), SIM_CAP_SYS_PTRACE))
		return true;
	return ours->uid == theirs->uid && ours->uid == theirs->euid &&
	       ours->uid == theirs->suid && ours->gid == theirs->gid &&
	       ours->gid == theirs->egid && ours->gid == theirs->sgid &&
	       !sim_group(t->group)->is_undumpable &&
	       !(theirs->permitted & ~ours->permitted);
}

/* An execve(2) may wait for it. */
void sim_task_reaped(struct ksig_task *t)
{
	sim_task(t)->is_reaped = true;
	sim_wake_channel(sim_of(t->k), t->group);
}
