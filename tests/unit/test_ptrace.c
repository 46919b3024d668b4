/* SPDX-License-Identifier: MIT */
/*
 * core/ptrace_stop.c, core/ptrace_req.c, sys/ptrace.c, and wait(2) by a
 * tracer. What is asserted was seen on 6.18.
 */
#include "unit.h"

#define STATUS	(TP_SCRATCH + 0x200)
#define INFO	(TP_SCRATCH + 0x300)
#define WORD	(TP_SCRATCH + 0x400)
#define MANY	(TP_SCRATCH + 0x800)
#define BAD	0x10ull

#define EVENT(e)	(LINUX_SIGTRAP | (e) << 8)
#define EVENT_STOP(sig)	((sig) | LINUX_PTRACE_EVENT_STOP << 8)
#define TRAPPED(code)	((code) << 8 | 0x7f)

static int64_t trace(struct tp_task *t, uint64_t request, int32_t tid,
		     uint64_t addr, uint64_t data)
{
	return TP_CALL4(t, LINUX_NR_ptrace, request, (int64_t)tid, addr, data);
}

static int64_t seize(struct tp_task *t, int32_t tid, uint32_t options)
{
	return trace(t, LINUX_PTRACE_SEIZE, tid, 0, options);
}

static int64_t cont(struct tp_task *t, int32_t tid, int sig)
{
	return trace(t, LINUX_PTRACE_CONT, tid, 0, (uint64_t)sig);
}

/* c's process gets SIGSTOP, and its tracer lets it: c is in its group-stop. */
static void stop_group(struct tp_task *tracer, struct tp_task *c)
{
	tp_generate(tp_group(c), LINUX_SIGSTOP);
	tp_return(c);
	cont(tracer, c->t.tid, LINUX_SIGSTOP);
	assert_int_equal(tp_return(c), KSIG_PARK);
}

/* What wait tells now: a status, 0: nothing, or a negative errno. */
static int64_t look(struct tp_task *t, int32_t pid, uint32_t options)
{
	int64_t r = TP_CALL4(t, LINUX_NR_wait4, (int64_t)pid, STATUS,
			     options | LINUX_WNOHANG, 0);

	if (r <= 0)
		return r;
	if (pid > 0)
		assert_int_equal(r, pid);
	return (int32_t)tp_peek64(tp_of(t), STATUS);
}

static struct linux_siginfo info_of(struct tp_task *t, int32_t tid)
{
	struct linux_siginfo info;

	assert_int_equal(trace(t, LINUX_PTRACE_GETSIGINFO, tid, 0, INFO), 0);
	tp_peek(tp_of(t), &info, INFO, sizeof(info));
	return info;
}

/* The SIGCHLD that t has pending, which is taken away. */
static void check_chld(struct tp_task *t, int32_t code, int32_t pid,
		       int32_t status)
{
	ksig_sigset set = TP_SET(LINUX_SIGCHLD);
	struct linux_siginfo info;

	tp_poke(tp_of(t), TP_SCRATCH, &set, sizeof(set));
	tp_poke(tp_of(t), TP_SCRATCH + 8, (uint64_t[2]){ 0, 0 }, 16);
	assert_int_equal(TP_CALL4(t, LINUX_NR_rt_sigtimedwait, TP_SCRATCH,
				  INFO, TP_SCRATCH + 8, 8),
			 code ? LINUX_SIGCHLD : -LINUX_EAGAIN);
	if (!code)
		return;
	tp_peek(tp_of(t), &info, INFO, sizeof(info));
	assert_int_equal(info.si_code, code);
	assert_int_equal(info.u.chld.pid, pid);
	assert_int_equal(info.u.chld.status, status);
}

static struct tp_task *tracer(void **state)
{
	struct tp_task *t = unit_task(state);

	tp_handle(t, LINUX_SIGCHLD, 0);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(LINUX_SIGCHLD));
	return t;
}

static bool may_trace(struct ksig_task *by, struct ksig_task *t)
{
	return by->tid == PID && t->tid >= 200;
}

static void who_may_be_traced(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200);
	struct tp_task *u = tp_thread(t, 101), *d = tp_thread(c, 201);

	assert_int_equal(seize(t, 999, 0), -LINUX_ESRCH);
	assert_int_equal(trace(t, LINUX_PTRACE_SEIZE, 200, 1, 0), -LINUX_EIO);
	assert_int_equal(seize(t, 200, 0x1000), -LINUX_EIO);
	assert_int_equal(seize(t, PID, 0), -LINUX_EPERM);
	assert_int_equal(seize(t, 101, 0), -LINUX_EPERM);
	c->cred.suid = 5;
	assert_int_equal(seize(t, 200, 0), -LINUX_EPERM);
	((struct tp *)*state)->port.may_trace = may_trace;
	assert_int_equal(cont(t, 200, 0), -LINUX_ESRCH);
	assert_int_equal(seize(t, 200, 0), 0);
	assert_int_equal(seize(t, 200, 0), -LINUX_EPERM);
	assert_int_equal(trace(t, LINUX_PTRACE_ATTACH, 200, 0, 0),
			 -LINUX_EPERM);
	assert_int_equal(trace(c, LINUX_PTRACE_TRACEME, 0, 0, 0),
			 -LINUX_EPERM);
	/* It runs: nothing but KILL and INTERRUPT. */
	assert_int_equal(cont(t, 200, 0), -LINUX_ESRCH);
	assert_int_equal(trace(t, 12, 200, 0, 0), -LINUX_ESRCH);
	assert_int_equal(trace(t, LINUX_PTRACE_INTERRUPT, 200, 0, 0), 0);
	assert_int_equal(tp_return(c), KSIG_PARK);
	/* Another thread of the tracer's is not the tracer. */
	assert_int_equal(cont(u, 200, 0), -LINUX_ESRCH);
	assert_int_equal(cont(t, 200, 65), -LINUX_EIO);
	assert_int_equal(trace(t, 12, 200, 0, 0), TP_PORT);
	assert_ptr_equal(t->call.tracee, &c->t);
	assert_int_equal(cont(t, 200, 0), 0);
	assert_int_equal(tp_return(c), KSIG_RUN);
	/* A main thread that has gone. */
	c = tp_fork(t, 300);
	d = tp_thread(c, 301);
	tp_exit(c, 0);
	assert_int_equal(seize(t, 300, 0), -LINUX_EPERM);
	assert_int_equal(seize(t, 301, 0), 0);
	tp_exit(d, 0);
}

static void interrupt_and_listen(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200);
	struct linux_siginfo info;

	assert_int_equal(seize(t, 200, 0), 0);
	assert_int_equal(trace(t, LINUX_PTRACE_INTERRUPT, 200, 0, 0), 0);
	assert_int_equal(look(t, 200, 0), 0);
	assert_int_equal(tp_return(c), KSIG_PARK);
	check_chld(t, LINUX_CLD_STOPPED, 200, 0);
	assert_int_equal(look(t, 200, 0), TRAPPED(EVENT_STOP(LINUX_SIGTRAP)));
	assert_int_equal(look(t, 200, 0), 0);
	info = info_of(t, 200);
	assert_int_equal(info.si_signo, LINUX_SIGTRAP);
	assert_int_equal(info.si_code, EVENT_STOP(LINUX_SIGTRAP));
	assert_int_equal(info.u.kill.pid, 200);
	assert_int_equal(trace(t, LINUX_PTRACE_LISTEN, 200, 0, 0), 0);
	assert_int_equal(trace(t, LINUX_PTRACE_GETSIGINFO, 200, 0, INFO),
			 -LINUX_ESRCH);
	assert_int_equal(cont(t, 200, 0), -LINUX_ESRCH);
	assert_int_equal(trace(t, LINUX_PTRACE_INTERRUPT, 200, 0, 0), 0);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(look(t, 200, 0), TRAPPED(EVENT_STOP(LINUX_SIGTRAP)));
	/* One during the stop makes one more. */
	assert_int_equal(trace(t, LINUX_PTRACE_INTERRUPT, 200, 0, 0), 0);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(look(t, 200, 0), 0);
	assert_int_equal(cont(t, 200, 0), 0);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(look(t, 200, 0), TRAPPED(EVENT_STOP(LINUX_SIGTRAP)));
	assert_int_equal(cont(t, 200, 0), 0);
	assert_int_equal(tp_return(c), KSIG_RUN);
}

static void group_stop_of_a_seized_one(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200);

	seize(t, 200, 0);
	tp_generate(tp_group(c), LINUX_SIGSTOP);
	assert_int_equal(tp_return(c), KSIG_PARK);
	check_chld(t, LINUX_CLD_TRAPPED, 200, LINUX_SIGSTOP);
	assert_int_equal(look(t, 200, 0), TRAPPED(LINUX_SIGSTOP));
	assert_int_equal(cont(t, 200, LINUX_SIGSTOP), 0);
	assert_int_equal(tp_return(c), KSIG_PARK);
	check_chld(t, LINUX_CLD_STOPPED, 200, LINUX_SIGSTOP);
	/* For the tracer that is the parent too there is one stop, not two. */
	assert_int_equal(look(t, 200, LINUX_WUNTRACED),
			 TRAPPED(EVENT_STOP(LINUX_SIGSTOP)));
	assert_int_equal(look(t, 200, LINUX_WUNTRACED), 0);
	assert_int_equal(trace(t, LINUX_PTRACE_LISTEN, 200, 0, 0), 0);
	assert_int_equal(look(t, 200, 0), 0);
	tp_generate(tp_group(c), LINUX_SIGCONT);
	assert_int_equal(tp_return(c), KSIG_PARK);
	check_chld(t, LINUX_CLD_CONTINUED, 200, LINUX_SIGCONT);
	assert_int_equal(look(t, 200, 0), TRAPPED(EVENT_STOP(LINUX_SIGTRAP)));
	assert_int_equal(cont(t, 200, 0), 0);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(look(t, 200, 0), TRAPPED(LINUX_SIGCONT));
	assert_int_equal(cont(t, 200, LINUX_SIGCONT), 0);
	assert_int_equal(tp_return(c), KSIG_RUN);
	assert_int_equal(look(t, 200, LINUX_WCONTINUED), 0xffff);
}

static void group_stop_without_seize(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200);

	assert_int_equal(trace(c, LINUX_PTRACE_TRACEME, 0, 0, 0), 0);
	tp_kill(c, 200, LINUX_SIGSTOP);
	assert_int_equal(c->outcome, KSIG_PARK);
	assert_int_equal(look(t, 200, 0), TRAPPED(LINUX_SIGSTOP));
	assert_int_equal(cont(t, 200, LINUX_SIGSTOP), 0);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(look(t, 200, 0), TRAPPED(LINUX_SIGSTOP));
	/* No siginfo: so it is told from a signal-delivery-stop. */
	assert_int_equal(trace(t, LINUX_PTRACE_GETSIGINFO, 200, 0, INFO),
			 -LINUX_EINVAL);
	assert_int_equal(trace(t, LINUX_PTRACE_INTERRUPT, 200, 0, 0),
			 -LINUX_EIO);
	assert_int_equal(trace(t, LINUX_PTRACE_LISTEN, 200, 0, 0),
			 -LINUX_EIO);
	/* SIGCONT ends the group stop, not the ptrace stop. */
	tp_generate(tp_group(c), LINUX_SIGCONT);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(look(t, 200, 0), 0);
	assert_int_equal(cont(t, 200, 0), 0);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(look(t, 200, 0), TRAPPED(LINUX_SIGCONT));
	cont(t, 200, 0);
	assert_int_equal(tp_return(c), KSIG_RUN);
	/* A tracer may let it run while its group is stopped. */
	stop_group(t, c);
	cont(t, 200, 0);
	assert_int_equal(tp_return(c), KSIG_RUN);
	tp_generate(tp_group(c), 10);
	assert_int_equal(tp_return(c), KSIG_PARK);
	/* Let go, it stops as the group does. */
	assert_int_equal(trace(t, LINUX_PTRACE_DETACH, 200, 0, 0), 0);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(c->t.park.kind, KSIG_PARK_STOPPED);
}

static void attach_stops(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200);

	assert_int_equal(trace(t, LINUX_PTRACE_ATTACH, 200, 0, 0), 0);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(look(t, 200, 0), TRAPPED(LINUX_SIGSTOP));
	assert_int_equal(info_of(t, 200).si_code, LINUX_SI_KERNEL);
	assert_int_equal(trace(t, LINUX_PTRACE_DETACH, 200, 0, 65),
			 -LINUX_EIO);
	assert_int_equal(trace(t, LINUX_PTRACE_DETACH, 200, 0, 0), 0);
	assert_int_equal(tp_return(c), KSIG_RUN);
	/* One that is stopped already is found so; its SIGSTOP comes next. */
	tp_generate(tp_group(c), LINUX_SIGSTOP);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(c->t.park.kind, KSIG_PARK_STOPPED);
	assert_int_equal(look(t, 200, LINUX_WUNTRACED),
			 TRAPPED(LINUX_SIGSTOP));
	check_chld(t, LINUX_CLD_TRAPPED, 200, LINUX_SIGSTOP);
	assert_int_equal(trace(t, LINUX_PTRACE_ATTACH, 200, 0, 0), 0);
	assert_int_equal(c->t.park.kind, KSIG_PARK_TRACED);
	check_chld(t, LINUX_CLD_STOPPED, 200, 0);
	assert_int_equal(look(t, 200, 0), TRAPPED(LINUX_SIGSTOP));
	assert_int_equal(trace(t, LINUX_PTRACE_GETSIGINFO, 200, 0, INFO),
			 -LINUX_EINVAL);
	cont(t, 200, 0);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(look(t, 200, 0), TRAPPED(LINUX_SIGSTOP));
	assert_int_equal(trace(t, LINUX_PTRACE_DETACH, 200, 0, 0), 0);
	assert_int_equal(tp_return(c), KSIG_PARK);
	/* The stop has been told of. */
	assert_int_equal(look(t, 200, LINUX_WUNTRACED), 0);
	assert_int_equal(seize(t, 200, 0), 0);
	assert_int_equal(look(t, 200, 0), TRAPPED(EVENT_STOP(LINUX_SIGSTOP)));
	assert_int_equal(trace(t, LINUX_PTRACE_KILL, 200, 0, 0), 0);
	assert_int_equal(tp_return(c), KSIG_EXIT);
}

static void every_signal_is_shown_but_kill(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200);
	struct tp *m = *state;

	tp_action(c, LINUX_SIGWINCH, LINUX_SIG_IGN, 0, 0);
	tp_handle(c, 12, 0);
	seize(t, 200, 0);
	tp_generate(tp_group(c), LINUX_SIGWINCH);
	assert_int_equal(tp_return(c), KSIG_PARK);
	check_chld(t, LINUX_CLD_TRAPPED, 200, LINUX_SIGWINCH);
	assert_int_equal(look(t, 200, 0), TRAPPED(LINUX_SIGWINCH));
	/* It ends nothing by itself, and a handler runs only if it may. */
	cont(t, 200, LINUX_SIGWINCH);
	assert_int_equal(tp_return(c), KSIG_RUN);
	tp_generate(tp_group(c), 12);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(tp_in_handler(c), 0);
	cont(t, 200, 0);
	assert_int_equal(tp_return(c), KSIG_RUN);
	assert_int_equal(tp_in_handler(c), 0);
	tp_generate(tp_group(c), 15);
	assert_false(tp_group(c)->g.flags & KSIG_GROUP_EXIT);
	assert_int_equal(tp_return(c), KSIG_PARK);
	cont(t, 200, 12);
	tp_story(m);
	assert_int_equal(tp_return(c), KSIG_RUN);
	assert_int_equal(tp_in_handler(c), 12);
	assert_story(m, "200 deliver USR2 handler\n");
	/* SIGKILL takes it out of the stop, unseen. */
	tp_generate(tp_group(c), 15);
	assert_int_equal(tp_return(c), KSIG_PARK);
	tp_generate(tp_group(c), LINUX_SIGKILL);
	assert_int_equal(c->wake, KSIG_WAKE_KILL);
	assert_int_equal(cont(t, 200, 0), -LINUX_ESRCH);
	assert_int_equal(tp_return(c), KSIG_EXIT);
	tp_exit(c, 9);
	assert_int_equal(look(t, 200, 0), 9);
}

static void a_signal_is_changed(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200);
	struct linux_siginfo info = { .si_signo = 12, .si_code = -7 };
	ksig_sigset set = TP_SET(12);
	struct tp *m = *state;

	tp_mask(c, LINUX_SIG_BLOCK, TP_SET(12));
	seize(t, 200, 0);
	/* It is blocked: it goes back into the set it came from. */
	tp_generate_task(c, 10);
	tp_return(c);
	cont(t, 200, 12);
	assert_int_equal(tp_return(c), KSIG_RUN);
	assert_int_equal(c->t.pending.set, TP_SET(12));
	assert_int_equal(tp_group(c)->g.shared.set, 0);
	tp_generate(tp_group(c), 10);
	tp_return(c);
	cont(t, 200, 12);
	assert_int_equal(tp_return(c), KSIG_RUN);
	assert_int_equal(tp_group(c)->g.shared.set, TP_SET(12));
	/* As if the tracer had sent it. */
	tp_poke(m, TP_SCRATCH, &set, sizeof(set));
	assert_int_equal(TP_CALL4(c, LINUX_NR_rt_sigtimedwait, TP_SCRATCH,
				  INFO, 0, 8), 12);
	tp_peek(m, &info, INFO, sizeof(info));
	assert_int_equal(info.si_code, LINUX_SI_USER);
	assert_int_equal(info.u.kill.pid, PID);
	assert_int_equal(info.u.kill.uid, 1000);
	assert_int_equal(TP_CALL4(c, LINUX_NR_rt_sigtimedwait, TP_SCRATCH,
				  INFO, 0, 8), 12);
	/* Or as the tracer says. */
	tp_generate(tp_group(c), 10);
	tp_return(c);
	assert_int_equal(trace(t, LINUX_PTRACE_SETSIGINFO, 200, 0, BAD),
			 -LINUX_EFAULT);
	info.si_signo = 12;
	info.si_code = -7;
	tp_poke(m, INFO, &info, sizeof(info));
	assert_int_equal(trace(t, LINUX_PTRACE_SETSIGINFO, 200, 0, INFO), 0);
	cont(t, 200, 12);
	assert_int_equal(tp_return(c), KSIG_RUN);
	tp_poke(m, TP_SCRATCH, &set, sizeof(set));
	assert_int_equal(TP_CALL4(c, LINUX_NR_rt_sigtimedwait, TP_SCRATCH,
				  INFO, 0, 8), 12);
	tp_peek(m, &info, INFO, sizeof(info));
	assert_int_equal(info.si_code, -7);
}

static void a_stop_is_undone_by_sigcont(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200);

	seize(t, 200, 0);
	tp_generate(tp_group(c), LINUX_SIGSTOP);
	tp_return(c);
	tp_generate(tp_group(c), LINUX_SIGCONT);
	cont(t, 200, LINUX_SIGSTOP);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(look(t, 200, 0), TRAPPED(EVENT_STOP(LINUX_SIGTRAP)));
	cont(t, 200, 0);
	tp_return(c);
	assert_int_equal(look(t, 200, 0), TRAPPED(LINUX_SIGCONT));
	assert_int_equal(tp_group(c)->g.flags & KSIG_GROUP_STOPPED, 0);
}

static void masks_messages_and_queues(void **state)
{
	struct linux_ptrace_peeksiginfo_args args = { 1, 0, 5 };
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200);
	struct linux_siginfo info;
	ksig_sigset set = ~0ull;
	struct tp *m = *state;

	tp_mask(c, LINUX_SIG_BLOCK, TP_SET(40));
	tp_tgkill(t, 200, 200, 40);
	tp_tgkill(t, 200, 200, 40);
	tp_tgkill(t, 200, 200, 40);
	tp_kill(t, 200, 40);
	seize(t, 200, 0);
	trace(t, LINUX_PTRACE_INTERRUPT, 200, 0, 0);
	tp_return(c);
	assert_int_equal(trace(t, LINUX_PTRACE_GETEVENTMSG, 200, 0, WORD), 0);
	assert_int_equal(tp_peek64(m, WORD), 0);
	assert_int_equal(trace(t, LINUX_PTRACE_GETSIGMASK, 200, 4, WORD),
			 -LINUX_EINVAL);
	assert_int_equal(trace(t, LINUX_PTRACE_GETSIGMASK, 200, 8, WORD), 0);
	assert_int_equal(tp_peek64(m, WORD),
			 TP_SET(40) | TP_SET(LINUX_SIGCHLD));
	tp_poke(m, WORD, &args, sizeof(args));
	assert_int_equal(trace(t, LINUX_PTRACE_PEEKSIGINFO, 200, WORD, MANY),
			 2);
	tp_peek(m, &info, MANY + 128, sizeof(info));
	assert_int_equal(info.si_signo, 40);
	assert_int_equal(info.si_code, LINUX_SI_TKILL);
	args.off = 0;
	args.flags = LINUX_PTRACE_PEEKSIGINFO_SHARED;
	tp_poke(m, WORD, &args, sizeof(args));
	assert_int_equal(trace(t, LINUX_PTRACE_PEEKSIGINFO, 200, WORD, MANY),
			 1);
	assert_int_equal(trace(t, LINUX_PTRACE_PEEKSIGINFO, 200, WORD, BAD),
			 -LINUX_EFAULT);
	args.nr = -1;
	tp_poke(m, WORD, &args, sizeof(args));
	assert_int_equal(trace(t, LINUX_PTRACE_PEEKSIGINFO, 200, WORD, MANY),
			 -LINUX_EINVAL);
	assert_int_equal(trace(t, LINUX_PTRACE_SETOPTIONS, 200, 0, 0x1000),
			 -LINUX_EINVAL);
	tp_poke(m, WORD, &set, sizeof(set));
	assert_int_equal(trace(t, LINUX_PTRACE_SETSIGMASK, 200, 8, WORD), 0);
	assert_int_equal(c->t.blocked, ~(TP_SET(9) | TP_SET(19)));
	set = 0;
	tp_poke(m, WORD, &set, sizeof(set));
	assert_int_equal(trace(t, LINUX_PTRACE_SETSIGMASK, 200, 8, WORD), 0);
	cont(t, 200, 0);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(look(t, 200, 0), TRAPPED(40));
}

static void events(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200), *d;

	seize(t, 200, 1u << LINUX_PTRACE_EVENT_FORK |
		      1u << LINUX_PTRACE_EVENT_EXIT);
	d = tp_fork(c, 300);
	assert_true(ksig_ptrace_clone(&c->t, 0, LINUX_SIGCHLD, 300));
	assert_int_equal(tp_return(c), KSIG_PARK);
	check_chld(t, LINUX_CLD_TRAPPED, 200, LINUX_SIGTRAP);
	assert_int_equal(look(t, 200, 0),
			 TRAPPED(EVENT(LINUX_PTRACE_EVENT_FORK)));
	assert_int_equal(trace(t, LINUX_PTRACE_GETEVENTMSG, 200, 0, WORD), 0);
	assert_int_equal(tp_peek64(tp_of(t), WORD), 300);
	assert_int_equal(info_of(t, 200).si_code,
			 EVENT(LINUX_PTRACE_EVENT_FORK));
	/* The child is traced, and stops before it runs. */
	assert_int_equal(tp_return(d), KSIG_PARK);
	assert_int_equal(look(t, 300, 0), TRAPPED(EVENT_STOP(LINUX_SIGTRAP)));
	cont(t, 200, 0);
	cont(t, 300, 0);
	assert_int_equal(tp_return(c), KSIG_RUN);
	assert_int_equal(tp_return(d), KSIG_RUN);
	/* Not asked for. */
	assert_false(ksig_ptrace_clone(&c->t, LINUX_CLONE_VFORK, 17, 301));
	assert_false(ksig_ptrace_event(&c->t, LINUX_PTRACE_EVENT_EXEC, 200));
	assert_false(c->t.pending.set);
	/* Even one that is killed stops where it exits. */
	tp_generate(tp_group(c), LINUX_SIGKILL);
	assert_int_equal(tp_return(c), KSIG_EXIT);
	assert_true(ksig_ptrace_event(&c->t, LINUX_PTRACE_EVENT_EXIT, 9));
	assert_true(ksig_ptrace_is_stopped(&c->t));
	assert_int_equal(look(t, 200, 0),
			 TRAPPED(EVENT(LINUX_PTRACE_EVENT_EXIT)));
	assert_int_equal(cont(t, 200, 0), 0);
	assert_false(ksig_ptrace_is_stopped(&c->t));
	tp_exit(c, 9);
	assert_int_equal(look(t, 200, 0), 9);
}

static void events_without_seize(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200), *d;
	struct linux_siginfo info;

	trace(c, LINUX_PTRACE_TRACEME, 0, 0, 0);
	tp_exec(c);
	assert_false(ksig_ptrace_event(&c->t, LINUX_PTRACE_EVENT_EXEC, 200));
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(look(t, 200, 0), TRAPPED(LINUX_SIGTRAP));
	info = info_of(t, 200);
	assert_int_equal(info.si_code, LINUX_SI_USER);
	assert_int_equal(info.u.kill.pid, 200);
	assert_int_equal(trace(t, LINUX_PTRACE_SETOPTIONS, 200, 0,
			       1u << LINUX_PTRACE_EVENT_FORK |
			       LINUX_PTRACE_O_TRACESYSGOOD), 0);
	cont(t, 200, 0);
	assert_int_equal(tp_return(c), KSIG_RUN);
	d = tp_fork(c, 300);
	assert_int_equal(tp_return(d), KSIG_PARK);
	assert_int_equal(look(t, 300, 0), TRAPPED(LINUX_SIGSTOP));
	info = info_of(t, 300);
	assert_int_equal(info.si_code, LINUX_SI_USER);
	assert_int_equal(info.u.kill.pid, 0);
	assert_true(ksig_ptrace_syscall(&c->t, 1));
	assert_int_equal(look(t, 200, 0), TRAPPED(LINUX_SIGTRAP | 0x80));
	cont(t, 200, 0);
	assert_true(ksig_ptrace_syscall_end(&c->t));
	assert_int_equal(tp_return(c), KSIG_RUN);
}

/* Its tracer ends it with a signal, or dies, or it is killed there. */
static void how_a_stop_at_a_call_ends(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200);
	struct tp_task *d = tp_fork(t, 300), *e = tp_fork(t, 400);

	tp_handle(c, 12, 0);
	seize(t, 200, 0);
	assert_true(ksig_ptrace_syscall(&c->t, 1));
	assert_int_equal(look(t, 200, 0), TRAPPED(LINUX_SIGTRAP));
	cont(t, 200, 12);
	assert_true(ksig_ptrace_syscall_end(&c->t));
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(look(t, 200, 0), TRAPPED(12));
	assert_int_equal(info_of(t, 200).si_code, LINUX_SI_KERNEL);
	cont(t, 200, 0);
	assert_int_equal(tp_return(c), KSIG_RUN);
	/* Nobody has waited for this one: its code is taken for a signal. */
	tp_handle(d, LINUX_SIGTRAP, 0);
	seize(e, 300, 0);
	assert_true(ksig_ptrace_syscall(&d->t, 1));
	tp_exit(e, 0);
	assert_false(ksig_ptrace_is_stopped(&d->t));
	assert_true(ksig_ptrace_syscall_end(&d->t));
	assert_int_equal(tp_return(d), KSIG_RUN);
	assert_int_equal(tp_in_handler(d), LINUX_SIGTRAP);
	tp_sigreturn(d);
	/* Without a tracer there is no stop, and nothing is left of that one. */
	assert_false(ksig_ptrace_syscall(&d->t, 1));
	assert_true(ksig_ptrace_syscall_end(&d->t));
	assert_int_equal(tp_sigpending(d), 0);
	assert_int_equal(tp_return(d), KSIG_RUN);
	assert_int_equal(tp_in_handler(d), 0);
	assert_true(ksig_ptrace_syscall(&c->t, 1));
	tp_generate(tp_group(c), LINUX_SIGKILL);
	assert_false(ksig_ptrace_is_stopped(&c->t));
	assert_false(ksig_ptrace_syscall_end(&c->t));
	assert_int_equal(tp_return(c), KSIG_EXIT);
}

/* The tracer dies with a signal shown: it is lost only if it was waited for. */
static void the_tracer_dies(void **state)
{
	struct tp_task *t = unit_task(state), *c = tp_fork(t, 200);
	struct tp_task *d = tp_fork(t, 300);

	tp_handle(c, 12, 0);
	seize(d, 200, 0);
	tp_generate(tp_group(c), 12);
	assert_int_equal(tp_return(c), KSIG_PARK);
	tp_exit(d, 0);
	assert_int_equal(tp_return(c), KSIG_RUN);
	assert_int_equal(tp_in_handler(c), 12);
	tp_sigreturn(c);
	d = tp_fork(t, 301);
	seize(d, 200, 0);
	tp_generate(tp_group(c), 12);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(look(d, 200, 0), TRAPPED(12));
	tp_exit(d, 0);
	assert_int_equal(tp_return(c), KSIG_RUN);
	assert_int_equal(tp_in_handler(c), 0);
	d = tp_fork(t, 302);
	seize(d, 200, LINUX_PTRACE_O_EXITKILL);
	tp_exit(d, 0);
	assert_int_equal(tp_return(c), KSIG_EXIT);
}

/* Death is the tracer's first, then the parent's. */
static void two_parents(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200);
	struct tp_task *d = tp_fork(t, 300);

	seize(d, 200, 0);
	tp_generate(tp_group(c), LINUX_SIGSTOP);
	tp_return(c);
	assert_int_equal(look(t, 200, LINUX_WUNTRACED), 0);
	check_chld(t, 0, 0, 0);
	cont(d, 200, LINUX_SIGSTOP);
	assert_int_equal(tp_return(c), KSIG_PARK);
	/* Both are told of the group stop, each in its way. */
	check_chld(t, LINUX_CLD_STOPPED, 200, LINUX_SIGSTOP);
	assert_int_equal(look(d, 200, 0), TRAPPED(EVENT_STOP(LINUX_SIGSTOP)));
	assert_int_equal(look(t, 200, LINUX_WUNTRACED),
			 TRAPPED(LINUX_SIGSTOP));
	assert_int_equal(look(t, 200, LINUX_WUNTRACED), 0);
	tp_generate(tp_group(c), LINUX_SIGKILL);
	assert_int_equal(tp_return(c), KSIG_EXIT);
	tp_exit(c, 9);
	check_chld(t, 0, 0, 0);
	assert_int_equal(look(t, 200, 0), 0);
	assert_int_equal(TP_CALL4(t, LINUX_NR_wait4, 200, STATUS, 0, 0),
			 TP_PARKED);
	assert_false(c->reaped);
	assert_int_equal(look(d, 200, 0), 9);
	assert_true(c->reaped);
	assert_int_equal(look(d, 200, 0), -LINUX_ECHILD);
	assert_int_equal(t->wake, KSIG_WAKE_ACCEPT);
	assert_int_equal(tp_resume(t), 200);
	check_chld(t, LINUX_CLD_KILLED, 200, 9);
	/* A tracer that does not wait leaves it to the parent. */
	c = tp_fork(t, 201);
	seize(d, 201, 0);
	tp_exit(c, 0x300);
	tp_exit(d, 0);
	assert_true(c->reaped);
	assert_int_equal(look(t, 201, 0), 0x300);
}

/* It traces its own process's child: nobody else's turn comes. */
static void a_thread_that_traces_does_not_wait(void **state)
{
	struct tp_task *t = tracer(state), *u = tp_thread(t, 101);
	struct tp_task *c = tp_fork(t, 200);

	assert_int_equal(seize(u, 200, 0), 0);
	tp_exit(c, 0x300);
	/* A zombie cannot be interrupted. */
	assert_int_equal(trace(u, LINUX_PTRACE_INTERRUPT, 200, 0, 0),
			 -LINUX_EIO);
	tp_exit(u, 0);
	assert_int_equal(look(t, 200, 0), 0x300);
	/* Who ignores SIGCHLD waits for nobody, tracer or not. */
	tp_action(t, LINUX_SIGCHLD, LINUX_SIG_IGN, 0, 0);
	u = tp_thread(t, 102);
	c = tp_fork(t, 201);
	assert_int_equal(seize(u, 201, 0), 0);
	tp_exit(c, 0x300);
	assert_false(c->reaped);
	tp_exit(u, 0);
	assert_true(c->reaped);
	assert_int_equal(tp_group(c)->child_event, KSIG_CHILD_REAPED);
	assert_int_equal(look(t, 201, 0), -LINUX_ECHILD);
}

/* The port looks for the stop first, and the lock is not held between. */
static void death_is_faster_than_the_tracer(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200);

	tp_handle(c, 12, 0);
	seize(t, 200, 0);
	tp_generate(tp_group(c), 15);
	assert_int_equal(tp_return(c), KSIG_PARK);
	tp_generate(tp_group(c), LINUX_SIGKILL);
	assert_int_equal(ksig_ptrace_resume(&t->t, &c->t, 12), 0);
	assert_int_equal(c->t.trap.code, 15);
	assert_int_equal(c->wake, KSIG_WAKE_KILL);
	assert_int_equal(tp_return(c), KSIG_EXIT);
}

/* SIGCONT came between the stop and LISTEN: it is told at once. */
static void listen_too_late(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200);

	seize(t, 200, 0);
	stop_group(t, c);
	assert_int_equal(look(t, 200, 0),
			 TRAPPED(EVENT_STOP(LINUX_SIGSTOP)));
	tp_generate(tp_group(c), LINUX_SIGCONT);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(look(t, 200, 0), 0);
	assert_int_equal(trace(t, LINUX_PTRACE_LISTEN, 200, 0, 0), 0);
	assert_int_equal(c->wake, KSIG_WAKE_CONTINUE);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(look(t, 200, 0),
			 TRAPPED(EVENT_STOP(LINUX_SIGTRAP)));
}

/* Its tracer lets it run in a stopped group, and dies: it stops like all. */
static void the_tracer_dies_in_a_group_stop(void **state)
{
	struct tp_task *t = unit_task(state), *c = tp_fork(t, 200);
	struct tp_task *d = tp_fork(t, 300);

	seize(d, 200, 0);
	stop_group(d, c);
	cont(d, 200, 0);
	assert_int_equal(tp_return(c), KSIG_RUN);
	assert_false(c->t.has_deliverable);
	tp_exit(d, 0);
	assert_true(c->t.has_deliverable);
	assert_int_equal(c->wake, KSIG_WAKE_CONTINUE);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(c->t.park.kind, KSIG_PARK_STOPPED);
}

static void traced_threads_are_waited_for(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200);
	struct tp_task *d = tp_thread(c, 201), *e = tp_thread(c, 202);

	seize(t, 200, 0);
	seize(t, 201, 0);
	trace(t, LINUX_PTRACE_INTERRUPT, 201, 0, 0);
	tp_return(d);
	check_chld(t, LINUX_CLD_STOPPED, 201, 0);
	assert_int_equal(look(t, 201, 0), TRAPPED(EVENT_STOP(LINUX_SIGTRAP)));
	assert_int_equal(look(t, 202, LINUX_WALL), -LINUX_ECHILD);
	/* The main thread's end is told, but cannot be waited for yet. */
	tp_exit(c, 0x300);
	check_chld(t, LINUX_CLD_EXITED, 200, 3);
	assert_int_equal(look(t, 200, 0), 0);
	cont(t, 201, 0);
	tp_return(d);
	tp_exit(d, 0x500);
	check_chld(t, LINUX_CLD_EXITED, 201, 5);
	tp_exit(e, 0x700);
	assert_true(e->reaped);
	assert_int_equal(look(t, 200, 0), 0);
	check_chld(t, 0, 0, 0);
	assert_int_equal(look(t, 201, 0), 0x500);
	assert_true(d->reaped);
	check_chld(t, LINUX_CLD_EXITED, 200, 7);
	assert_int_equal(look(t, -1, 0), 0x700);
	assert_int_equal(tp_group(c)->child_event, KSIG_CHILD_REAPED);
	assert_int_equal(look(t, -1, 0), -LINUX_ECHILD);
}

static void an_exec_takes_the_main_threads_id(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200);
	struct tp_task *d = tp_thread(c, 201);

	seize(t, 200, 0);
	seize(t, 201, 1u << LINUX_PTRACE_EVENT_EXEC);
	tp_exit(c, 0);
	assert_false(c->reaped);
	tp_exec(d);
	assert_true(c->reaped);
	assert_true(ksig_ptrace_event(&d->t, LINUX_PTRACE_EVENT_EXEC, 201));
	assert_int_equal(look(t, 201, 0), -LINUX_ECHILD);
	assert_int_equal(look(t, 200, 0),
			 TRAPPED(EVENT(LINUX_PTRACE_EVENT_EXEC)));
}

/* Threads that are traced take part in group stops like others. */
static void stops_of_several_threads(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200);
	struct tp_task *d = tp_thread(c, 201);

	seize(t, 201, 0);
	tp_generate_task(c, LINUX_SIGSTOP);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(look(t, 200, LINUX_WUNTRACED), 0);
	assert_int_equal(tp_return(d), KSIG_PARK);
	assert_int_equal(look(t, 201, LINUX_WALL),
			 TRAPPED(EVENT_STOP(LINUX_SIGSTOP)));
	assert_int_equal(look(t, 200, LINUX_WUNTRACED),
			 TRAPPED(LINUX_SIGSTOP));
	assert_int_equal(trace(t, LINUX_PTRACE_LISTEN, 201, 0, 0), 0);
	assert_int_equal(tp_return(c), KSIG_PARK);
	tp_generate(tp_group(c), LINUX_SIGCONT);
	assert_int_equal(tp_return(d), KSIG_PARK);
	assert_int_equal(look(t, 201, LINUX_WALL),
			 TRAPPED(EVENT_STOP(LINUX_SIGTRAP)));
	assert_int_equal(tp_return(c), KSIG_RUN);
	cont(t, 201, 0);
	assert_int_equal(tp_return(d), KSIG_RUN);
	tp_generate(tp_group(c), LINUX_SIGKILL);
	assert_int_equal(tp_return(d), KSIG_EXIT);
	assert_int_equal(tp_return(c), KSIG_EXIT);
}

/* One that exits joins no stop, and nobody is told that one has ended. */
static void an_exiting_tracee_is_left_alone(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200);
	uint32_t nr;

	seize(t, 200, 0);
	ksig_exit_begin(&c->t);
	nr = c->nr_wakes;
	tp_generate(tp_group(c), LINUX_SIGCONT);
	assert_int_equal(c->nr_wakes, nr);
	assert_false(c->t.flags & KSIG_TASK_TRAP_NOTIFY);
	tp_exit(c, 0);
	/* Nor does one stop at its calls that has no tracer. */
	assert_false(ksig_ptrace_syscall(&t->t, 1));
	assert_false(ksig_ptrace_is_stopped(&t->t));
}

/* A thread's end is that of its group, even if that came later. */
static void a_zombie_thread_and_its_groups_end(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200);
	struct tp_task *d = tp_thread(c, 201);

	seize(t, 201, 0);
	tp_exit(d, 0x300);
	/* Who waits for other changes only does not see it. */
	assert_int_equal(TP_CALL4(t, LINUX_NR_waitid, LINUX_P_PID, 201, INFO,
				  LINUX_WUNTRACED | LINUX_WNOHANG |
				  LINUX_WALL), -LINUX_ECHILD);
	assert_false(d->reaped);
	/* A signal for it alone is lost, whoever sends it. */
	tp_story(*state);
	assert_int_equal(tp_tgkill(t, 200, 201, 10), 0);
	assert_story(*state, "");
	assert_int_equal(d->t.pending.set | c->t.group->shared.set, 0);
	tp_generate(tp_group(c), LINUX_SIGKILL);
	assert_int_equal(look(t, 201, LINUX_WALL), 9);
	assert_true(d->reaped);
}

/* Both threads are left by a dying tracer: the second is told to nobody. */
static void a_dead_tracer_is_told_nothing(void **state)
{
	struct tp_task *t = tracer(state), *c = tp_fork(t, 200);
	struct tp_task *e = tp_thread(c, 201), *d = tp_fork(t, 300);

	seize(d, 201, 0);
	seize(d, 200, 0);
	tp_exit(c, 0x300);
	tp_exit(e, 0x500);
	assert_false(c->reaped || e->reaped);
	tp_story(*state);
	tp_exit(d, 0);
	assert_true(c->reaped && e->reaped);
	assert_story(*state, "300 discard CHLD exit\n"
			     "100 generate CHLD shared blocked\n"
			     "300 exit 0\n"
			     "100 generate CHLD shared blocked coalesced\n");
	assert_int_equal(look(t, 200, 0), 0x500);
}

static void not_served_without_the_callback(void **state)
{
	struct tp_task *t = tracer(state);
	struct tp *m = *state;

	m->port.task_reaped = NULL;
	assert_int_equal(seize(t, 999, 0), TP_UNKNOWN);
	m->port.task_reaped = NULL;
	t->reaped = true;
}

static const struct CMUnitTest tests[] = {
	UNIT(who_may_be_traced),
	UNIT(interrupt_and_listen),
	UNIT(group_stop_of_a_seized_one),
	UNIT(group_stop_without_seize),
	UNIT(attach_stops),
	UNIT(every_signal_is_shown_but_kill),
	UNIT(a_signal_is_changed),
	UNIT(a_stop_is_undone_by_sigcont),
	UNIT(masks_messages_and_queues),
	UNIT(events),
	UNIT(events_without_seize),
	UNIT(how_a_stop_at_a_call_ends),
	UNIT(the_tracer_dies),
	UNIT(two_parents),
	UNIT(a_thread_that_traces_does_not_wait),
	UNIT(death_is_faster_than_the_tracer),
	UNIT(listen_too_late),
	UNIT(the_tracer_dies_in_a_group_stop),
	UNIT(traced_threads_are_waited_for),
	UNIT(an_exec_takes_the_main_threads_id),
	UNIT(stops_of_several_threads),
	UNIT(an_exiting_tracee_is_left_alone),
	UNIT(a_zombie_thread_and_its_groups_end),
	UNIT(a_dead_tracer_is_told_nothing),
	UNIT(not_served_without_the_callback),
};
UNIT_MAIN(tests)
