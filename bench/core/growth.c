/* SPDX-License-Identifier: MIT */
/*
 * Does an operation's cost grow with what does not matter to it: how much is
 * queued already, how many tasks there are? Each case is set up with N of
 * that, then ROUNDS operations are made under callgrind; bench/core/growth.py
 * runs this with small and large N and compares.
 *	growth CASE N	prints how many operations were counted
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <valgrind/callgrind.h>
#include "../../tests/unit/port.h"

#define PID	100
#define SIG	40		/* the one that is measured */
#define ROUNDS	16
#define SET_AT		TP_SCRATCH
#define INFO_AT		(TP_SCRATCH + 64)
#define OUT_AT		(TP_SCRATCH + 256)
#define TARGETS		10	/* of a kill whose bystanders are many */

static struct tp m;
static struct tp_task *self;

static void counted(void (*op)(void), int rounds)
{
	/* Once before: what the first time costs is not the question. */
	op();
	CALLGRIND_START_INSTRUMENTATION;
	while (rounds--)
		op();
	CALLGRIND_STOP_INSTRUMENTATION;
}

/* ------------------------------------------------- operations on a queue */

static bool to_thread;

static void queue(int sig)
{
	struct ksig_call shared = {
		.nr = LINUX_NR_rt_sigqueueinfo,
		.arg = { PID, (uint64_t)sig, INFO_AT, 0, 0, 0 },
	};
	struct ksig_call private = {
		.nr = LINUX_NR_rt_tgsigqueueinfo,
		.arg = { PID, PID, (uint64_t)sig, INFO_AT, 0, 0 },
	};
	struct ksig_call *call = to_thread ? &private : &shared;

	ksig_syscall(&self->t, call);
	if (call->ret != 0)
		abort();
}

static void generate(void)
{
	queue(SIG);
}

static void accept_one(void)
{
	struct ksig_call call = {
		.nr = LINUX_NR_rt_sigtimedwait,
		.arg = { SET_AT, OUT_AT, 0, 8, 0, 0 },
	};

	ksig_syscall(&self->t, &call);
	if (call.ret != SIG)
		abort();
}

static void deliver_one(void)
{
	struct ksig_call call = { .nr = LINUX_NR_rt_sigreturn };

	ksig_set_blocked(&self->t, ~TP_SET(SIG));
	ksig_return_to_user(&self->t);
	if (tp_in_handler(self) != SIG)
		abort();
	ksig_set_blocked(&self->t, ~0ull);
	self->regs.sp += 8;
	ksig_syscall(&self->t, &call);
	ksig_set_blocked(&self->t, ~0ull);
}

/* n of sig are queued, and room for as many as will be. */
static void set_up_queue(int sig, uint64_t n)
{
	struct linux_siginfo info = { .si_code = LINUX_SI_QUEUE };
	ksig_sigset set = TP_SET(SIG);

	ksig_group_set_rlimit(self->t.group, UINT64_MAX);
	tp_handle(self, SIG, LINUX_SA_SIGINFO);
	tp_poke(&m, INFO_AT, &info, sizeof(info));
	ksig_set_blocked(&self->t, ~0ull);
	while (n--)
		queue(sig);
	tp_poke(&m, SET_AT, &set, sizeof(set));
}

static int queue_case(const char *op, int sig, uint64_t n)
{
	int i;

	set_up_queue(sig, n);
	if (!strcmp(op, "generate")) {
		counted(generate, ROUNDS);
		return ROUNDS;
	}
	/* One stays behind: the last of its number is another path. */
	for (i = 0; i < ROUNDS + 2; i++)
		queue(SIG);
	counted(!strcmp(op, "accept") ? accept_one : deliver_one, ROUNDS);
	return ROUNDS;
}

/* ------------------------------------------------- operations among many */

static struct tp_task *other;	/* the oldest: deepest in any chain */
static int32_t next_id = PID + 1;

static void kill_thread(void)
{
	ksig_sigset set = TP_SET(SIG);
	struct ksig_call call = {
		.nr = LINUX_NR_tgkill,
		.arg = { (uint64_t)other->t.group->pid, (uint64_t)other->t.tid,
			 SIG, 0, 0, 0 },
	};

	ksig_syscall(&self->t, &call);
	if (call.ret != 0)
		abort();
	tp_poke(&m, SET_AT, &set, sizeof(set));
	call = (struct ksig_call){
		.nr = LINUX_NR_rt_sigtimedwait,
		.arg = { SET_AT, OUT_AT, 0, 8, 0, 0 },
	};
	ksig_syscall(&other->t, &call);
	if (call.ret != SIG)
		abort();
}

static void kill_process(void)
{
	struct ksig_call call = {
		.nr = LINUX_NR_kill,
		.arg = { (uint64_t)other->t.group->pid, SIG, 0, 0, 0, 0 },
	};

	ksig_syscall(&self->t, &call);
	if (call.ret != 0)
		abort();
	call = (struct ksig_call){
		.nr = LINUX_NR_rt_sigtimedwait,
		.arg = { SET_AT, OUT_AT, 0, 8, 0, 0 },
	};
	ksig_syscall(&other->t, &call);
	if (call.ret != SIG)
		abort();
}

static void fork_and_exit(void)
{
	struct tp_task *t = tp_fork(self, next_id++);
	struct ksig_call call = {
		.nr = LINUX_NR_wait4,
		.arg = { (uint64_t)t->t.tid, 0, 0, 0, 0, 0 },
	};

	ksig_group_set_pgrp(t->t.group, t->t.tid, 1);
	ksig_exit(&t->t, 0, NULL);
	ksig_syscall(&self->t, &call);
	if (call.ret != t->t.tid)
		abort();
}

static void thread_and_exit(void)
{
	ksig_exit(&tp_thread(self, next_id++)->t, 0, NULL);
}

static void processes(uint64_t n, int32_t pgid)
{
	struct tp_task *t;

	while (n--) {
		t = tp_fork(self, next_id++);
		ksig_group_set_pgrp(t->t.group, pgid ? pgid : t->t.tid, 1);
		other = other ? other : t;
	}
}

static int among_case(const char *op, uint64_t n, bool threads)
{
	ksig_sigset set = TP_SET(SIG);

	ksig_group_set_rlimit(self->t.group, UINT64_MAX);
	ksig_set_blocked(&self->t, set);
	tp_poke(&m, SET_AT, &set, sizeof(set));
	if (threads)
		other = tp_thread(self, next_id++);
	while (threads && --n)
		tp_thread(self, next_id++);
	if (!threads)
		processes(n, 0);
	if (!strcmp(op, "kill"))
		counted(threads ? kill_thread : kill_process, ROUNDS);
	else
		counted(threads ? thread_and_exit : fork_and_exit, ROUNDS);
	return ROUNDS;
}

/* --------------------------------------------------------- many targets */

static int32_t target;

static void kill_many(void)
{
	struct ksig_call call = {
		.nr = LINUX_NR_kill,
		.arg = { (uint64_t)(int64_t)target, SIG, 0, 0, 0, 0 },
	};

	ksig_syscall(&self->t, &call);
	if (call.ret != 0)
		abort();
}

static int many_case(const char *op, uint64_t n)
{
	uint64_t targets = !strcmp(op, "bystanders") ? TARGETS : n;
	int32_t pgid = next_id;

	ksig_group_set_rlimit(self->t.group, UINT64_MAX);
	ksig_set_blocked(&self->t, TP_SET(SIG));
	processes(targets, pgid);
	if (!strcmp(op, "bystanders"))
		processes(n, 0);
	target = !strcmp(op, "all") ? -1 : -pgid;
	counted(kill_many, 1);
	return (int)targets;
}

static int run(const char *name, uint64_t n)
{
	const char *op = strchr(name, '-');

	op = op ? op + 1 : "";
	to_thread = !strncmp(name, "private-", 8);
	if (to_thread || !strncmp(name, "shared-", 7))
		return queue_case(op, SIG, n);
	if (!strncmp(name, "lower-", 6))
		return queue_case(op, SIG - 1, n);
	if (!strncmp(name, "higher-", 7))
		return queue_case(op, SIG + 1, n);
	if (!strncmp(name, "processes-", 10))
		return among_case(op, n, false);
	if (!strncmp(name, "threads-", 8))
		return among_case(op, n, true);
	if (!strncmp(name, "targets-", 8))
		return many_case(op, n);
	return 0;
}

int main(int argc, char **argv)
{
	int rounds = 0;

	tp_init(&m, false);
	self = tp_start(&m, PID);
	if (argc == 3 && self)
		rounds = run(argv[1], strtoull(argv[2], NULL, 0));
	printf("%d\n", rounds);
	fflush(stdout);
	/* Taking it all apart is not the question, and takes long. */
	_exit(rounds ? 0 : 2);
}
